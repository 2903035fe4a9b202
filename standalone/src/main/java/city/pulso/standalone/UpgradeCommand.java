package city.pulso.standalone;

import city.pulso.standalone.cluster.ClusterJob;
import city.pulso.standalone.cluster.ClusterRecord;
import city.pulso.standalone.cluster.FlinkRest;
import city.pulso.standalone.cluster.Rehearsal;
import city.pulso.standalone.cluster.UpgradeWish;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pulso upgrade}: the jobs of a running cluster go on with this build. */
@Command(
    name = "upgrade",
    description = {
      "Moves the jobs of a running cluster to this build. First each job of this build is restored,"
          + " connected to nothing, from a savepoint of the running one: if state would be dropped or"
          + " cannot be read, the upgrade is refused and nothing was stopped. Then each job is"
          + " stopped with a savepoint and started from it. Gateways go on accepting meanwhile.",
      "",
      "Gateways, devices, alerting, broker and store change to this build at the next 'cluster up'."
    },
    mixinStandardHelpOptions = true)
final class UpgradeCommand implements Callable<Integer> {
  private static final Duration SAVEPOINT = Duration.ofMinutes(2);
  private static final Duration WHOLE = Duration.ofMinutes(15);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ClusterCommand.DEFAULT_DATA,
      description = "The city's directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(ClusterCommand.DEFAULT_DATA);

  @Option(
      names = "--build",
      paramLabel = "DIR",
      description =
          "Directory with lib and flink of the build (default: the one this command is of).")
  private @Nullable Path build;

  @Option(names = "--check", description = "Only find out whether it would be refused.")
  private boolean check;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, CityException {
    ClusterRecord cluster =
        ClusterRecord.running(data)
            .orElseThrow(
                () ->
                    new CityException(
                        "no cluster runs in "
                            + data.toAbsolutePath()
                            + "; a city that is started again uses the newest build by itself"));
    Path next = build != null ? build : ownBuild();
    PrintStream console = Logging.toFile(data.resolve("logs/upgrade"));
    rehearse(cluster, console);
    if (check) {
      console.println("every job of this build restores what runs; nothing was changed");
      return 0;
    }
    try {
      new UpgradeWish(data).make(next, WHOLE, console::println);
    } catch (IOException e) {
      throw new CityException("the upgrade failed: " + e.getMessage(), e);
    }
    console.println("upgraded");
    return 0;
  }

  private void rehearse(ClusterRecord cluster, PrintStream console)
      throws IOException, CityException {
    try (Rehearsal rehearsal = Rehearsal.open()) {
      for (ClusterJob job : Jobs.ALL) {
        ClusterRecord.Job running =
            cluster.jobs().stream()
                .filter(each -> each.name().equals(job.name()))
                .findFirst()
                .orElseThrow(() -> new CityException(job.name() + " does not run there"));
        String savepoint =
            new FlinkRest(running.web(), running.id())
                .savepoint(
                    data.toAbsolutePath().resolve("flink/savepoints").resolve(job.label()).toUri(),
                    SAVEPOINT);
        try {
          rehearsal.restore(job, savepoint);
        } catch (Rehearsal.RefusedException e) {
          throw new CityException(
              "upgrade refused, nothing was stopped: "
                  + job.name()
                  + " of this build cannot go on from what runs: "
                  + e.getMessage(),
              e);
        }
        console.println(job.name() + ": this build restores " + savepoint);
      }
    }
  }

  private Path ownBuild() {
    String flink = System.getProperty("pulso.flink");
    Path parent = flink == null ? null : Path.of(flink).toAbsolutePath().getParent();
    if (parent == null) {
      throw new ParameterException(spec.commandLine(), "say which build: --build DIR");
    }
    return parent;
  }
}
