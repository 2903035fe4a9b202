package city.pulso.jobs;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one job from the command line of a Flink cluster. */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Runs this job of Pulso on the Flink cluster it is submitted to.")
public final class JobMain implements Callable<Integer> {
  private final String job;
  private final Topology topology;

  @Option(names = "--broker", defaultValue = "mqtt://127.0.0.1:1883", description = "MQTT broker.")
  private String broker = "";

  @Option(names = "--broker-user", description = "User at the broker.")
  private @Nullable String brokerUser;

  @Option(names = "--broker-password-file", description = "File with the user's password.")
  private @Nullable Path brokerPasswordFile;

  @Option(names = "--influx", defaultValue = "http://127.0.0.1:8086", description = "Store.")
  private String influx = "";

  @Option(names = "--influx-api", defaultValue = "V2", description = "V1 (InfluxDB 1.x) or V2.")
  private JobConfig.StoreApi influxApi = JobConfig.StoreApi.V2;

  @Option(names = "--org", defaultValue = "pulso", description = "Organisation, V2 only.")
  private String org = "";

  @Option(names = "--bucket", defaultValue = "pulso", description = "Bucket or database.")
  private String bucket = "";

  @Option(names = "--token-file", description = "File with the store's token.")
  private @Nullable Path tokenFile;

  @Option(names = "--client-id-prefix", defaultValue = "pulso", description = "Of MQTT client ids.")
  private String clientIdPrefix = "";

  @Option(
      names = "--checkpoint-interval",
      defaultValue = "PT10S",
      description = "ISO 8601, for example PT10S.")
  private Duration checkpointInterval = Duration.ZERO;

  @Option(names = "--parallelism", defaultValue = "1", description = "Subtasks per operator.")
  private int parallelism;

  @Option(
      names = "--max-parallelism",
      defaultValue = "128",
      description = "Key groups; fixed for the life of the state.")
  private int maxParallelism;

  @Option(
      names = "--air-index",
      defaultValue = "us-epa",
      description = "Index scheme of the air job: us-epa, pe-inca or kr-cai.")
  private String airIndex = "us-epa";

  @Option(
      names = "--restored",
      defaultValue = "NO_CLAIM",
      description =
          "Whose the checkpoint is that Flink restores: CLAIM makes it this job's own, removed when"
              + " no longer needed; NO_CLAIM leaves it alone.")
  private RecoveryClaimMode restored = RecoveryClaimMode.NO_CLAIM;

  private JobMain(String job, Topology topology) {
    this.job = job;
    this.topology = topology;
  }

  /** What a job adds to its environment. */
  @FunctionalInterface
  public interface Topology {
    void build(StreamExecutionEnvironment env, JobConfig config, Clock clock);
  }

  /**
   * Reads the options and runs the job until it ends.
   *
   * @throws IllegalArgumentException when an option is not accepted; the reason was printed
   */
  public static void run(String job, String[] args, Topology topology) {
    CommandLine command = new CommandLine(new JobMain(job, topology)).setCommandName(job);
    int code = command.execute(args);
    if (code == CommandLine.ExitCode.USAGE) {
      throw new IllegalArgumentException(job + ": see the usage above");
    }
    if (code != CommandLine.ExitCode.OK) {
      throw new IllegalStateException(job + ": failed; the reason is above");
    }
  }

  @Override
  public Integer call() throws Exception {
    JobConfig.Builder config =
        JobConfig.builder()
            .broker(broker)
            .store(influx, influxApi)
            .storeOrg(org)
            .storeBucket(bucket)
            .clientIdPrefix(clientIdPrefix)
            .checkpointInterval(checkpointInterval)
            .parallelism(parallelism)
            .maxParallelism(maxParallelism)
            .airIndex(airIndex);
    if (brokerUser != null && brokerPasswordFile != null) {
      config.brokerUser(brokerUser, brokerPasswordFile);
    }
    if (tokenFile != null) {
      config.storeTokenFile(tokenFile);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    topology.build(env, config.build(), Clock.systemUTC());
    Configuration claim = new Configuration();
    claim.set(StateRecoveryOptions.RESTORE_MODE, restored);
    env.configure(claim);
    env.execute("pulso-" + job);
    return CommandLine.ExitCode.OK;
  }
}
