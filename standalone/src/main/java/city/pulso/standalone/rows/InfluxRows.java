package city.pulso.standalone.rows;

import city.pulso.schemas.Measurement;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of an InfluxDB, by InfluxQL, which 1.x, 2.x and 3.x all answer. */
final class InfluxRows implements StoredRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Http http;
  private final String database;

  InfluxRows(URI influx, String database, String authorization) {
    this.http = new Http(influx, authorization);
    this.database = database;
  }

  @Override
  public List<Row> rows(Measurement measurement, Map<String, String> tags, Instant from, Instant to)
      throws IOException, InterruptedException {
    return ask(
        "SELECT * FROM %s WHERE time >= '%s' AND time < '%s'%s"
            .formatted(measurement.name(), from, to, conditions(" AND ", tags)));
  }

  @Override
  public Optional<Row> newest(Measurement measurement, Map<String, String> tags)
      throws IOException, InterruptedException {
    String influxQl =
        "SELECT * FROM %s%s ORDER BY time DESC LIMIT 1"
            .formatted(measurement.name(), conditions(" WHERE ", tags));
    return ask(influxQl).stream().findFirst();
  }

  private static String conditions(String before, Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> '"' + tag.getKey() + "\" = '" + escaped(tag.getValue()) + "'")
        .reduce((one, other) -> one + " AND " + other)
        .map(all -> before + all)
        .orElse("");
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("'", "\\'");
  }

  private List<Row> ask(String influxQl) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.get("/query?epoch=ms&db=" + Http.encoded(database) + "&q=" + Http.encoded(influxQl));
    JsonNode body = body(answer);
    String error = body.path("error").asText(body.path("results").path(0).path("error").asText());
    if (answer.statusCode() != 200 || !error.isEmpty()) {
      throw new IOException(
          "InfluxDB at %s answers %d: %s"
              .formatted(
                  http.base(),
                  answer.statusCode(),
                  error.isEmpty() ? body.path("message").asText("no reason given") : error));
    }
    List<Row> rows = new ArrayList<>();
    for (JsonNode series : body.path("results").path(0).path("series")) {
      if (series.path("partial").asBoolean()) {
        throw new IOException(
            "InfluxDB at " + http.base() + " cuts its answers; raise its max-row-limit");
      }
      for (JsonNode values : series.path("values")) {
        rows.add(row(series.path("columns"), values));
      }
    }
    return rows;
  }

  private JsonNode body(HttpResponse<String> answer) throws IOException {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IOException(
          "what answers at %s (%d) is no InfluxDB".formatted(http.base(), answer.statusCode()), e);
    }
  }

  private static Row row(JsonNode columns, JsonNode values) {
    Map<String, String> row = new HashMap<>();
    Instant time = Instant.EPOCH;
    for (int i = 0; i < columns.size(); i++) {
      JsonNode value = values.path(i);
      if (columns.get(i).asText().equals("time")) {
        time = Instant.ofEpochMilli(value.asLong());
      } else if (!value.isNull() && !value.isMissingNode()) {
        row.put(columns.get(i).asText(), value.asText());
      }
    }
    return new Row(time, row);
  }
}
