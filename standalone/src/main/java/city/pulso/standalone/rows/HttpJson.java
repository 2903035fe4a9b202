package city.pulso.standalone.rows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks a store over HTTP and takes JSON. */
final class HttpJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final int TOLD = 300;

  private final URI base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  HttpJson(URI base) {
    this.base = base;
  }

  /**
   * @throws IOException with the address and what it answered
   */
  JsonNode get(String path, Map<String, String> parameters, Map<String, String> headers)
      throws IOException, InterruptedException {
    String query =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    URI uri = URI.create(base.toString().replaceFirst("/+$", "") + path + "?" + query);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
    headers.forEach(request::header);
    HttpResponse<String> answer = send(request.build());
    if (answer.statusCode() != 200) {
      throw new IOException(base + " answered " + answer.statusCode() + ": " + start(answer));
    }
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IOException(base + " answered no JSON: " + start(answer), e);
    }
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException("nothing answers at " + base + " (" + e + ")", e);
    }
  }

  private static String start(HttpResponse<String> answer) {
    String text = answer.body().strip();
    return text.length() > TOLD ? text.substring(0, TOLD) + "..." : text;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
