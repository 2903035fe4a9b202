package city.pulso.standalone.rows;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a store over HTTP. */
final class Http {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
  private final URI base;
  private final String authorization;

  /**
   * @param authorization value of the header; empty = none is sent
   */
  Http(URI base, String authorization) {
    this.base = base;
    this.authorization = authorization;
  }

  URI base() {
    return base;
  }

  HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base.toString().replaceFirst("/+$", "") + pathAndQuery))
            .timeout(ANSWER);
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    try {
      return client.send(
          request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException("nothing answers at " + base + " (" + e + ")", e);
    }
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
