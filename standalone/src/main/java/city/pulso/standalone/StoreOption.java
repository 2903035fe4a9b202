package city.pulso.standalone;

import city.pulso.jobs.JobConfig.StoreApi;
import city.pulso.standalone.rows.StoredRows;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which store a command reads: the running city's, or an InfluxDB. */
final class StoreOption {
  @Option(
      names = "--store",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9000",
      description = "Store of the running city (default: ${DEFAULT-VALUE}).")
  private URI store = URI.create("http://127.0.0.1:9000");

  @ArgGroup(exclusive = false)
  private UpCommand.@Nullable InfluxChoice influx;

  StoredRows open() throws CityException {
    UpCommand.InfluxChoice chosen = influx;
    if (chosen == null) {
      return StoredRows.embedded(store);
    }
    Store known =
        Store.influx(chosen.url, chosen.org, chosen.bucket, Optional.ofNullable(chosen.tokenFile));
    return StoredRows.influx(chosen.url, chosen.bucket, authorization(known));
  }

  private static String authorization(Store store) throws CityException {
    if (store.tokenFile().isEmpty()) {
      return "";
    }
    Path file = store.tokenFile().get();
    try {
      String token = Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
      return store.api() == StoreApi.V1
          ? "Basic "
              + Base64.getEncoder().encodeToString(token.strip().getBytes(StandardCharsets.UTF_8))
          : "Token " + token.strip();
    } catch (IOException e) {
      throw new CityException("--token-file: " + file + " cannot be read", e);
    }
  }
}
