package city.pulso.standalone;

import city.pulso.standalone.cluster.ClusterRecord;
import city.pulso.standalone.cluster.FlinkRest;
import city.pulso.standalone.flink.Checkpoints;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pulso cluster savepoint}: a savepoint of each job, to keep. */
@Command(
    name = "savepoint",
    description = "Takes a savepoint of each job of a running cluster; the jobs go on.",
    mixinStandardHelpOptions = true)
final class ClusterSavepointCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ClusterCommand.DEFAULT_DATA,
      description = "The city's directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(ClusterCommand.DEFAULT_DATA);

  @Option(
      names = "--flink",
      paramLabel = "URI",
      description =
          "Flink's web page of a city of 'pulso up' instead, for example http://127.0.0.1:8081.")
  private @Nullable URI flink;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Where they go: DIR/air, DIR/parking, DIR/homes; none of them may exist.")
  private Path target = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, CityException {
    List<ClusterRecord.Job> jobs = flink != null ? at(flink) : ofCluster();
    for (ClusterRecord.Job job : jobs) {
      if (Files.exists(own(job))) {
        throw new CityException("--to: " + own(job) + " is there already");
      }
    }
    Files.createDirectories(target);
    for (ClusterRecord.Job job : jobs) {
      String made =
          new FlinkRest(job.web(), job.id()).savepoint(target.toAbsolutePath().toUri(), LIMIT);
      Files.move(Path.of(URI.create(made)), own(job));
      spec.commandLine().getOut().println(job.name() + ": " + own(job));
    }
    return 0;
  }

  private Path own(ClusterRecord.Job job) {
    return target.toAbsolutePath().resolve(job.label());
  }

  private List<ClusterRecord.Job> ofCluster() throws IOException, CityException {
    return ClusterRecord.running(data)
        .orElseThrow(() -> new CityException("no cluster runs in " + data.toAbsolutePath()))
        .jobs();
  }

  private static List<ClusterRecord.Job> at(URI flink) {
    return Jobs.ALL.stream()
        .map(
            job ->
                new ClusterRecord.Job(
                    job.name(), job.label(), Checkpoints.jobId(job.name()).toHexString(), flink))
        .toList();
  }
}
