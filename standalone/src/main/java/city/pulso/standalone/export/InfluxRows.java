package city.pulso.standalone.export;

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

/** Rows of an InfluxDB, by InfluxQL, which 1.x, 2.x and 3.x all answer. */
public final class InfluxRows implements StoredRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Http http;
  private final String database;

  /**
   * @param database bucket with 2.x
   * @param authorization value of the header; empty = none is sent
   */
  public InfluxRows(URI influx, String database, String authorization) {
    this.http = new Http(influx, authorization);
    this.database = database;
  }

  @Override
  public List<Row> rows(String measurement, Instant from, Instant to)
      throws IOException, InterruptedException {
    String influxQl =
        "SELECT * FROM %s WHERE time >= '%s' AND time < '%s'".formatted(measurement, from, to);
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
