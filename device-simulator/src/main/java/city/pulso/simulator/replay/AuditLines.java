package city.pulso.simulator.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * The inventory's own way of reading the sources: it shares no reading code with the messages, so
 * that an error in one shows against the other.
 */
final class AuditLines {
  private static final Map<String, DateTimeFormatter> FORMATS = new ConcurrentHashMap<>();

  private AuditLines() {}

  /** Every line below the header. */
  static void forEach(Path file, Consumer<String> line) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      reader.readLine();
      for (String each = reader.readLine(); each != null; each = reader.readLine()) {
        line.accept(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String header(Path file) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return String.valueOf(reader.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long utc(String text, String pattern, String zone) {
    DateTimeFormatter format = FORMATS.computeIfAbsent(pattern, DateTimeFormatter::ofPattern);
    return LocalDateTime.parse(text, format).atZone(ZoneId.of(zone)).toInstant().toEpochMilli();
  }

  static double thousandfold(String decimal) {
    return new BigDecimal(decimal).multiply(BigDecimal.valueOf(1000)).doubleValue();
  }
}
