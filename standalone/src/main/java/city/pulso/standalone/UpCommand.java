package city.pulso.standalone;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pulso up}: the options, checked together before anything is started. */
@Command(
    name = "up",
    description =
        "Starts the whole city in this process. Ctrl-C ends it; a second start continues.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class UpCommand implements Callable<Integer> {
  static final double LIVE_RATE = 300;
  static final double REPLAY_RATE = 3600;
  private static final double FASTEST = 100_000;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "pulso-data",
      description = "Where the city keeps everything (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("pulso-data");

  @Option(names = "--fresh", description = "Forget what is in the data directory and begin anew.")
  boolean fresh;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "End by itself after this much real time: 90s, 3m, 1h30m.")
  @Nullable Duration length;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "City seconds per real second until the city has caught up with the present (default: 300),"
              + " or all the time in a replay (default: 3600).")
  @Nullable Double rate;

  @Option(
      names = "--city",
      paramLabel = "FILE",
      description = "The city (default: config/lima.yaml). Not with --replay.")
  @Nullable Path city;

  @ArgGroup(exclusive = false, heading = "%nReplay of recorded data%n")
  @Nullable ReplayChoice replay;

  @ArgGroup(exclusive = false, heading = "%nAn InfluxDB instead of the embedded store%n")
  @Nullable InfluxChoice influx;

  @Mixin Told told = new Told();
  @Mixin Ports ports = new Ports();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Recorded data instead of the virtual city. */
  static final class ReplayChoice {
    @Option(
        names = "--replay",
        paramLabel = "DIR",
        required = true,
        description = "Replay the recordings in this directory.")
    Path directory = Path.of("");

    @Option(
        names = "--from",
        paramLabel = "TIME",
        converter = InstantOption.class,
        defaultValue = "2017-05-04",
        description =
            "City time at which it begins, for example 2017-05-04 or 2017-05-04T08:00Z (default: ${DEFAULT-VALUE}).")
    Instant from = Instant.EPOCH;

    @Option(
        names = "--length",
        paramLabel = "TIME",
        converter = DurationOption.class,
        defaultValue = "14d",
        description = "City time it covers (default: ${DEFAULT-VALUE}).")
    Duration length = Duration.ofDays(14);

    @Option(
        names = "--set",
        paramLabel = "NAME[=DAY]",
        split = ",",
        description =
            "A data set, from a recorded day on; may be repeated (default: one recording of every"
                + " kind). An unknown name is answered with the known ones.")
    List<String> sets = new ArrayList<>();
  }

  /** The user's own store. */
  static final class InfluxChoice {
    @Option(
        names = "--influx",
        paramLabel = "URL",
        required = true,
        description = "InfluxDB 1.x, 2.x or 3.x, for example http://127.0.0.1:8086.")
    URI url = URI.create("");

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "File that holds the token; with 1.x user:password.")
    @Nullable Path tokenFile;

    @Option(
        names = "--bucket",
        paramLabel = "NAME",
        defaultValue = "pulso",
        description = "Bucket, or database with 1.x (default: ${DEFAULT-VALUE}).")
    String bucket = "pulso";

    @Option(
        names = "--org",
        paramLabel = "NAME",
        defaultValue = "pulso",
        description = "Organisation, 2.x only (default: ${DEFAULT-VALUE}).")
    String org = "pulso";

    /** Asks it which protocol it speaks. */
    Store store() throws CityException {
      return Store.influx(url, org, bucket, Optional.ofNullable(tokenFile));
    }
  }

  @Override
  public Integer call() throws Exception {
    check();
    return new Up(this, Clock.systemUTC()).run();
  }

  /** City seconds per real second. */
  double chosenRate() {
    return rate != null ? rate : replay != null ? REPLAY_RATE : LIVE_RATE;
  }

  private void check() {
    if (rate != null && !(rate >= 1 && rate <= FASTEST)) {
      throw wrong("--rate: " + rate + " is not accepted; use 1 to 100000");
    }
    if (city != null && replay != null) {
      throw wrong("--city is not for a replay: its city is what the recordings contain");
    }
    if (city != null && !Files.isReadable(city)) {
      throw wrong("--city: " + city + " cannot be read");
    }
    if (replay != null && !Files.isDirectory(replay.directory)) {
      throw wrong("--replay: " + replay.directory + " is not a directory");
    }
    web("--webhook", told.webhook);
    web("--sign", told.sign);
    if (influx != null) {
      web("--influx", influx.url);
      if (influx.tokenFile != null && !Files.isReadable(influx.tokenFile)) {
        throw wrong("--token-file: " + influx.tokenFile + " cannot be read");
      }
    }
  }

  private void web(String option, @Nullable URI address) {
    if (address == null) {
      return;
    }
    String scheme = String.valueOf(address.getScheme());
    if (address.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw wrong(option + ": " + address + " is not accepted; use http://HOST:PORT");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
