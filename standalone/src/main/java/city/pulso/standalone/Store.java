package city.pulso.standalone;

import city.pulso.jobs.JobConfig.StoreApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the jobs write: the embedded store or the user's InfluxDB.
 *
 * @param api how it is spoken to
 * @param tokenFile file that holds the token; empty: none is sent
 */
record Store(URI url, StoreApi api, String org, String bucket, Optional<Path> tokenFile) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The embedded store takes every organisation and bucket. */
  static Store embedded(URI url) {
    return new Store(url, StoreApi.V2, "pulso", "pulso", Optional.empty());
  }

  /**
   * Asks an InfluxDB which protocol it speaks.
   *
   * @throws CityException if nothing answers there as an InfluxDB does
   */
  static Store influx(URI url, String org, String bucket, Optional<Path> tokenFile)
      throws CityException {
    String version = version(url);
    StoreApi api = version.replaceFirst("^v", "").startsWith("1.") ? StoreApi.V1 : StoreApi.V2;
    return new Store(url, api, org, bucket, tokenFile);
  }

  private static String version(URI url) throws CityException {
    URI ping = URI.create(url.toString().replaceFirst("/+$", "") + "/ping");
    try {
      HttpResponse<Void> answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(
                  HttpRequest.newBuilder(ping).timeout(PATIENCE).build(),
                  HttpResponse.BodyHandlers.discarding());
      return answer
          .headers()
          .firstValue("X-Influxdb-Version")
          .orElseThrow(
              () ->
                  new CityException(
                      "--influx: what answers at " + url + " does not say that it is an InfluxDB"));
    } catch (IOException e) {
      throw new CityException("--influx: nothing answers at " + url + " (" + e + ")", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityException("--influx: interrupted", e);
    }
  }
}
