package city.pulso.standalone;

import city.pulso.standalone.cluster.ClusterRecord;
import city.pulso.standalone.cluster.FlinkRest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pulso cluster status}: every process and every job of a running cluster. */
@Command(
    name = "status",
    description = "Shows every process and every job of a running cluster.",
    mixinStandardHelpOptions = true)
final class ClusterStatusCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ClusterCommand.DEFAULT_DATA,
      description = "The city's directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(ClusterCommand.DEFAULT_DATA);

  @Spec private CommandSpec spec = CommandSpec.create();

  /** 0: everything runs; 1: something does not; 2: no cluster runs there. */
  @Override
  public Integer call() throws IOException {
    var running = ClusterRecord.running(data);
    if (running.isEmpty()) {
      spec.commandLine().getErr().println("pulso: no cluster runs in " + data.toAbsolutePath());
      return 2;
    }
    boolean processes = processes(running.get());
    boolean jobs = jobs(running.get());
    return processes && jobs ? 0 : 1;
  }

  private boolean processes(ClusterRecord cluster) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-24s %8s %9s %9s  %s%n", "process", "pid", "resident", "restarts", "metrics");
    long total = line(out, "gateways, alerting", cluster.launcher(), 0, 0);
    boolean all = true;
    for (ClusterRecord.Process each : cluster.processes()) {
      long resident = line(out, each.name(), each.pid(), each.restarts(), each.metricsPort());
      total += resident;
      all &= resident > 0;
    }
    out.printf("%-24s %8s %9s%n%n", "together", "", megabytes(total));
    return all;
  }

  private static long line(PrintWriter out, String name, long pid, int restarts, int metrics) {
    long resident = residentBytes(pid);
    out.printf(
        "%-24s %8d %9s %9d  %s%n",
        name,
        pid,
        resident == 0 ? "GONE" : megabytes(resident),
        restarts,
        metrics == 0 ? "" : "http://127.0.0.1:" + metrics);
    return resident;
  }

  private boolean jobs(ClusterRecord cluster) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-14s %-16s %8s %12s %12s %11s %10s  %s%n",
        "job",
        "state",
        "restarts",
        "taskmanagers",
        "checkpoints",
        "newest took",
        "its size",
        "web");
    boolean all = true;
    for (ClusterRecord.Job job : cluster.jobs()) {
      FlinkRest rest = new FlinkRest(job.web(), job.id());
      try {
        FlinkRest.Standing standing = rest.standing();
        FlinkRest.CheckpointFacts checkpoints = rest.checkpoints();
        out.printf(
            "%-14s %-16s %8d %12d %12d %11s %10s  %s%n",
            job.name(),
            standing.state(),
            standing.restarts(),
            rest.taskManagers(),
            checkpoints.count(),
            checkpoints.durationMs() + " ms",
            kilobytes(checkpoints.fullBytes()),
            job.web());
        all &= standing.state().equals("RUNNING");
      } catch (IOException e) {
        out.printf("%-14s %-16s %s%n", job.name(), "UNREACHABLE", job.web() + " does not answer");
        all = false;
      }
    }
    out.flush();
    return all;
  }

  /** 0: the process is gone, or this system does not say. */
  private static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false) ? 1 : 0;
    }
    return 0;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes / 1_000_000);
  }

  private static String kilobytes(long bytes) {
    return String.format(Locale.ROOT, "%,d kB", bytes / 1_000);
  }
}
