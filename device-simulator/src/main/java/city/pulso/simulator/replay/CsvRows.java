package city.pulso.simulator.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Rows of a gzip-compressed CSV file, one at a time. Not for more than one thread. */
final class CsvRows implements AutoCloseable {
  private final Path file;
  private final BufferedReader reader;
  private final List<String> header;

  CsvRows(Path file) {
    this.file = file;
    try {
      this.reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file), 1 << 14), StandardCharsets.UTF_8),
              1 << 15);
      List<String> first = next();
      if (first == null) {
        throw new IOException("is empty");
      }
      this.header = first;
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  List<String> header() {
    return header;
  }

  /** The next row's fields, null at the end. */
  @Nullable List<String> next() {
    try {
      String line = reader.readLine();
      if (line == null) {
        return null;
      }
      return split(line);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /** Itself as the rows of a recording; {@code row} adds what a row's fields say. */
  Recording.Rows each(BiConsumer<List<String>, List<Observation>> row) {
    return new Recording.Rows() {
      @Override
      public boolean next(List<Observation> into) {
        List<String> fields = CsvRows.this.next();
        if (fields == null) {
          return false;
        }
        row.accept(fields, into);
        return true;
      }

      @Override
      public void close() {
        CsvRows.this.close();
      }
    };
  }

  private static List<String> split(String line) {
    List<String> fields = new ArrayList<>(24);
    int length = line.length();
    for (int at = 0; at <= length; ) {
      if (at < length && line.charAt(at) == '"') {
        int end = line.indexOf('"', at + 1);
        end = end < 0 ? length : end;
        fields.add(line.substring(at + 1, end));
        at = end + 2;
      } else {
        int end = line.indexOf(',', at);
        end = end < 0 ? length : end;
        fields.add(line.substring(at, end));
        at = end + 1;
      }
    }
    return fields;
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }
}
