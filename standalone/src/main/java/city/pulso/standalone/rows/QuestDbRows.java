package city.pulso.standalone.rows;

import city.pulso.schemas.Measurement;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The embedded store, asked by SQL over HTTP ({@code /exec}). */
final class QuestDbRows implements StoredRows {
  private static final String TIME = "time";
  private final HttpJson http;

  QuestDbRows(URI url) {
    this.http = new HttpJson(url);
  }

  @Override
  public List<Row> rows(Measurement measurement, Map<String, String> tags, Instant from, Instant to)
      throws IOException, InterruptedException {
    return ask(
        "SELECT * FROM '%s' WHERE time >= '%s' AND time < '%s'%s ORDER BY time"
            .formatted(measurement.name(), from, to, conditions(tags, " AND ")));
  }

  @Override
  public Optional<Row> newest(Measurement measurement, Map<String, String> tags)
      throws IOException, InterruptedException {
    return ask(
            "SELECT * FROM '%s'%s ORDER BY time DESC LIMIT 1"
                .formatted(measurement.name(), conditions(tags, " WHERE ")))
        .stream()
        .findFirst();
  }

  private static String conditions(Map<String, String> tags, String before) {
    StringBuilder text = new StringBuilder();
    tags.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? before : " AND ")
                .append('"')
                .append(name)
                .append("\" = '")
                .append(value.replace("'", "''"))
                .append('\''));
    return text.toString();
  }

  private List<Row> ask(String sql) throws IOException, InterruptedException {
    JsonNode answer = http.get("/exec", Map.of("query", sql), Map.of());
    List<String> names = new ArrayList<>();
    answer.path("columns").forEach(column -> names.add(column.path("name").asText()));
    List<Row> rows = new ArrayList<>();
    for (JsonNode values : answer.path("dataset")) {
      Map<String, Object> row = new LinkedHashMap<>();
      Instant time = Instant.EPOCH;
      for (int i = 0; i < names.size(); i++) {
        JsonNode value = values.path(i);
        if (names.get(i).equals(TIME)) {
          time = Instant.parse(value.asText());
        } else if (!value.isNull()) {
          row.put(names.get(i), plain(value));
        }
      }
      rows.add(new Row(time, row));
    }
    return rows;
  }

  static Object plain(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.asLong();
    }
    return value.isNumber() ? (Object) value.asDouble() : value.asText();
  }
}
