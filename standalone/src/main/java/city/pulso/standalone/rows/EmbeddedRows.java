package city.pulso.standalone.rows;

import city.pulso.schemas.Measurement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of the store of a running city, by its query endpoint ({@code /exp}, CSV). */
final class EmbeddedRows implements StoredRows {
  private final Http http;

  EmbeddedRows(URI store) {
    this.http = new Http(store, "");
  }

  @Override
  public List<Row> rows(Measurement measurement, Map<String, String> tags, Instant from, Instant to)
      throws IOException, InterruptedException {
    return ask(
        "SELECT * FROM %s WHERE time >= '%s' AND time < '%s'%s ORDER BY time"
            .formatted(measurement.name(), from, to, conditions(" AND ", tags)));
  }

  @Override
  public Optional<Row> newest(Measurement measurement, Map<String, String> tags)
      throws IOException, InterruptedException {
    String sql =
        "SELECT * FROM %s%s ORDER BY time DESC LIMIT 1"
            .formatted(measurement.name(), conditions(" WHERE ", tags));
    return ask(sql).stream().findFirst();
  }

  private static String conditions(String before, Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> tag.getKey() + " = '" + tag.getValue().replace("'", "''") + "'")
        .reduce((one, other) -> one + " AND " + other)
        .map(all -> before + all)
        .orElse("");
  }

  private List<Row> ask(String sql) throws IOException, InterruptedException {
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
