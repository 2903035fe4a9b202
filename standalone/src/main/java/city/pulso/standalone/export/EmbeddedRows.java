package city.pulso.standalone.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of the store of a running city, by its query endpoint ({@code /exp}, CSV). */
public final class EmbeddedRows implements StoredRows {
  private final Http http;

  /**
   * @param store for example {@code http://127.0.0.1:9000}
   */
  public EmbeddedRows(URI store) {
    this.http = new Http(store, "");
  }

  @Override
  public List<Row> rows(String measurement, Instant from, Instant to)
      throws IOException, InterruptedException {
    String sql =
        "SELECT * FROM %s WHERE time >= '%s' AND time < '%s' ORDER BY time"
            .formatted(measurement, from, to);
    HttpResponse<String> answer;
    try {
      answer = http.get("/exp?query=" + Http.encoded(sql));
    } catch (IOException e) {
      throw new IOException(
          e.getMessage() + "; start the city with ./pulso up, or name a store with --influx", e);
    }
    if (answer.statusCode() != 200) {
      throw new IOException(
          "the store at %s answers %d: %s"
              .formatted(http.base(), answer.statusCode(), answer.body().strip()));
    }
    List<List<String>> lines = csv(answer.body());
    List<Row> rows = new ArrayList<>();
    List<String> names = lines.isEmpty() ? List.of() : lines.get(0);
    if (!names.contains("time")) {
      throw new IOException(http.base() + " does not answer as a city's store does");
    }
    for (List<String> line : lines.subList(1, lines.size())) {
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i < Math.min(names.size(), line.size()); i++) {
        if (!line.get(i).isEmpty()) {
          values.put(names.get(i), line.get(i));
        }
      }
      String time = String.valueOf(values.remove("time"));
      rows.add(new Row(Instant.parse(time), values));
    }
    return rows;
  }

  /** RFC 4180. */
  static List<List<String>> csv(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\n')) {
        line.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          lines.add(line);
          line = new ArrayList<>();
        }
      } else if (quoted || c != '\r') {
        cell.append(c);
      }
    }
    if (cell.length() > 0 || !line.isEmpty()) {
      line.add(cell.toString());
      lines.add(line);
    }
    return lines;
  }
}
