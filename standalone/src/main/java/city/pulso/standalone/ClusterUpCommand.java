package city.pulso.standalone;

import city.pulso.standalone.UpCommand.InfluxChoice;
import city.pulso.standalone.cluster.ClusterPlan;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pulso cluster up}: the options, checked before anything is started. */
@Command(
    name = "up",
    description = {
      "Starts the city on this machine as a cluster: broker, store, and for each job a Flink job"
          + " manager and task managers, every one a process; state on disk in RocksDB. City time is"
          + " real time. Ctrl-C ends all of it; a second start continues.",
      "",
      "Memory: 3 GB with one task manager per job, 1.2 GB more for each further one of all three jobs"
          + " (4.2 GB with two), so a machine of 8 GB takes up to four."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ClusterUpCommand implements Callable<Integer> {
  private static final int MOST_TASK_MANAGERS = 16;

  @Option(
      names = "--taskmanagers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Task managers of each of the three jobs (default: ${DEFAULT-VALUE}).")
  int taskManagers = 1;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ClusterCommand.DEFAULT_DATA,
      description = "Where the city keeps everything (default: ${DEFAULT-VALUE}).")
  Path data = Path.of(ClusterCommand.DEFAULT_DATA);

  @Option(names = "--fresh", description = "Forget what is in the data directory and begin anew.")
  boolean fresh;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationOption.class,
      description = "End by itself after this much time: 90s, 3m, 1h30m.")
  @Nullable Duration length;

  @Option(
      names = "--city",
      paramLabel = "FILE",
      description = "The city (default: config/lima.yaml).")
  @Nullable Path city;

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = "An MQTT 5 broker that is already there, for example mqtt://127.0.0.1:1883.")
  @Nullable URI broker;

  @ArgGroup(exclusive = false, heading = "%nAn InfluxDB instead of the embedded store%n")
  @Nullable InfluxChoice influx;

  @Mixin Told told = new Told();
  @Mixin Ports ports = new Ports();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    check();
    return new ClusterUp(this, Clock.systemUTC()).run();
  }

  ClusterPlan plan() {
    return new ClusterPlan(
        broker == null,
        influx == null,
        ports.broker,
        ports.store,
        ports.flink,
        ports.metrics,
        taskManagers);
  }

  private void check() {
    if (taskManagers < 1 || taskManagers > MOST_TASK_MANAGERS) {
      throw wrong("--taskmanagers: " + taskManagers + " is not accepted; use 1 to 16");
    }
    if (city != null && !Files.isReadable(city)) {
      throw wrong("--city: " + city + " cannot be read");
    }
    if (broker != null && (broker.getHost() == null || !"mqtt".equals(broker.getScheme()))) {
      throw wrong("--broker: " + broker + " is not accepted; use mqtt://HOST:PORT");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
