package city.pulso.standalone.rows;

import city.pulso.schemas.Measurement;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An InfluxDB, asked by InfluxQL ({@code /query}), which 1.x, 2.x and 3.x all answer. */
final class InfluxRows implements StoredRows {
  private static final String TIME = "time";
  private final HttpJson http;
  private final String database;
  private final Optional<Path> tokenFile;

  InfluxRows(URI url, String database, Optional<Path> tokenFile) {
    this.http = new HttpJson(url);
    this.database = database;
    this.tokenFile = tokenFile;
  }

  @Override
  public List<Row> rows(Measurement measurement, Map<String, String> tags, Instant from, Instant to)
      throws IOException, InterruptedException {
    return ask(
        "SELECT * FROM \"%s\" WHERE time >= %dms AND time < %dms%s ORDER BY time"
            .formatted(
                measurement.name(),
                from.toEpochMilli(),
                to.toEpochMilli(),
                conditions(tags, " AND ")));
  }

  @Override
  public Optional<Row> newest(Measurement measurement, Map<String, String> tags)
      throws IOException, InterruptedException {
    return ask(
            "SELECT * FROM \"%s\"%s ORDER BY time DESC LIMIT 1"
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
                .append(value.replace("\\", "\\\\").replace("'", "\\'"))
                .append('\''));
    return text.toString();
  }

  private List<Row> ask(String influxQl) throws IOException, InterruptedException {
    JsonNode answer =
        http.get("/query", Map.of("db", database, "epoch", "ms", "q", influxQl), credentials());
    JsonNode result = answer.path("results").path(0);
    String error = answer.path("error").asText(result.path("error").asText(""));
    if (!error.isEmpty()) {
      throw new IOException("InfluxDB refused the query: " + error);
    }
    List<Row> rows = new ArrayList<>();
    for (JsonNode series : result.path("series")) {
      if (series.path("partial").asBoolean()) {
        throw new IOException("InfluxDB cut its answer short; ask for less time at once");
      }
      for (JsonNode values : series.path("values")) {
        rows.add(row(series.path("columns"), values));
      }
    }
    return rows;
  }

  private static Row row(JsonNode columns, JsonNode values) {
    Map<String, Object> row = new LinkedHashMap<>();
    Instant time = Instant.EPOCH;
    for (int i = 0; i < values.size(); i++) {
      String name = columns.path(i).asText();
      if (name.equals(TIME)) {
        time = Instant.ofEpochMilli(values.path(i).asLong());
      } else if (!values.path(i).isNull()) {
        row.put(name, QuestDbRows.plain(values.path(i)));
      }
    }
    return new Row(time, row);
  }

  private Map<String, String> credentials() throws IOException {
    return tokenFile.isEmpty()
        ? Map.of()
        : Map.of("Authorization", "Token " + Files.readString(tokenFile.orElseThrow()).strip());
  }
}
