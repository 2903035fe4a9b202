package city.pulso.standalone;

import city.pulso.standalone.rows.StoredRows;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which store a command reads. */
final class StoreOption {
  @Option(
      names = "--store",
      paramLabel = "URI",
      defaultValue = "http://127.0.0.1:9000",
      description = "Embedded store of a city that runs (default: ${DEFAULT-VALUE}).")
  private URI store = URI.create("http://127.0.0.1:9000");

  @Option(
      names = "--influx",
      paramLabel = "URI",
      description = "InfluxDB 1.x, 2.x or 3.x instead, for example http://127.0.0.1:8086.")
  private @Nullable URI influx;

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      defaultValue = "pulso",
      description = "Bucket or database of the InfluxDB (default: ${DEFAULT-VALUE}).")
  private String bucket = "pulso";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the token of the InfluxDB.")
  private @Nullable Path tokenFile;

  StoredRows open() throws CityException {
    if (influx == null) {
      return StoredRows.embedded(store);
    }
    if (tokenFile != null && !Files.isReadable(tokenFile)) {
      throw new CityException("--token-file: " + tokenFile + " cannot be read");
    }
    return StoredRows.influx(influx, bucket, Optional.ofNullable(tokenFile));
  }
}
