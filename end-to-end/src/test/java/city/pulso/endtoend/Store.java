package city.pulso.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The embedded store, asked by SQL over HTTP as a user would ask it. */
final class Store implements StoredRows {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  Store(String address) {
    this.address = address;
  }

  @Override
  public List<Map<String, Object>> ofDevice(String measurement, String device) {
    return rows("SELECT * FROM " + measurement + " WHERE device = '" + device + "'");
  }

  @Override
  public long count(String measurement) {
    return number("SELECT count() FROM " + measurement);
  }

  /** The rows, each a map from column to value; nulls left out, time as Instant. */
  List<Map<String, Object>> rows(String sql) {
    JsonNode answer = get(sql);
    List<String> names = new ArrayList<>();
    answer.get("columns").forEach(column -> names.add(column.get("name").asText()));
    List<Map<String, Object>> rows = new ArrayList<>();
    for (JsonNode values : answer.get("dataset")) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        JsonNode value = values.get(i);
        if (!value.isNull()) {
          row.put(names.get(i), plain(names.get(i), value));
        }
      }
      rows.add(row);
    }
    return rows;
  }

  /** The single number a query gives; 0 for null. */
  long number(String sql) {
    return get(sql).get("dataset").get(0).get(0).asLong();
  }

  private static Object plain(String column, JsonNode value) {
    if (value.isBoolean()) {
      return value.asBoolean();
    }
    if (value.isNumber()) {
      return value.isIntegralNumber() ? (Object) value.asLong() : (Object) value.asDouble();
    }
    return column.equals("time") ? (Object) Instant.parse(value.asText()) : value.asText();
  }

  private JsonNode get(String sql) {
    URI uri =
        URI.create(
            address
                + "/exec?limit=0,1000000&query="
                + URLEncoder.encode(sql, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      JsonNode body = JSON.readTree(answer.body());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(sql + ": " + body);
      }
      return body;
    } catch (IOException e) {
      throw new IllegalStateException(sql, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(sql, e);
    }
  }
}
