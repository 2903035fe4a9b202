package city.pulso.jobs.air.evaluation;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** CSV with one header line, fields quoted where they hold a comma (RFC 4180); {@code .gz} too. */
final class Csv {
  private Csv() {}

  /** What to do with one line. */
  interface Row {
    /** Takes one row; a column the row lacks is absent from the map. */
    void accept(Map<String, String> byColumn);
  }

  /**
   * Hands every row to {@code row}, in the order of the file.
   *
   * @throws IOException naming the file, and the line that is not as expected
   */
  static void read(Path file, Row row) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String header = lines.readLine();
      List<String> columns = header == null ? List.of() : split(header);
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          List<String> cells = split(line);
          Map<String, String> byColumn = new LinkedHashMap<>();
          for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
            byColumn.put(columns.get(i), cells.get(i));
          }
          accept(row, byColumn, file, number);
        }
      }
    } catch (ZipException | EOFException e) {
      throw new IOException(file + ": no whole gzip file: " + e.getMessage(), e);
    }
  }

  private static void accept(Row row, Map<String, String> cells, Path file, int line)
      throws IOException {
    try {
      row.accept(cells);
    } catch (NumberFormatException | DateTimeException e) {
      throw new IOException(file + ":" + line + ": not as published: " + e.getMessage(), e);
    }
  }

  static List<String> split(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
