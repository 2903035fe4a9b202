package city.pulso.standalone.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What runs, written down in the city's directory for {@code cluster status} and {@code upgrade}.
 *
 * @param launcher process id of who started it
 */
public record ClusterRecord(long launcher, List<Process> processes, List<Job> jobs) {
  private static final String FILE = "cluster.properties";

  public ClusterRecord {
    processes = List.copyOf(processes);
    jobs = List.copyOf(jobs);
  }

  /**
   * One child.
   *
   * @param metricsPort of its Prometheus endpoint; 0: it has none
   */
  public record Process(String name, long pid, int restarts, int metricsPort) {}

  /**
   * One job.
   *
   * @param id 32 hexadecimal digits
   * @param web its job manager's web page and REST interface
   */
  public record Job(String name, String label, String id, URI web) {}

  /** The cluster that runs in that directory; empty: none does. */
  public static Optional<ClusterRecord> running(Path data) throws IOException {
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties kept = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      kept.load(in);
    }
    long launcher = Long.parseLong(kept.getProperty("launcher", "0"));
    if (!ProcessHandle.of(launcher).map(ProcessHandle::isAlive).orElse(false)) {
      return Optional.empty();
    }
    List<Process> processes = new ArrayList<>();
    for (int i = 0; kept.containsKey("process." + i); i++) {
      String[] words = kept.getProperty("process." + i).split(" ");
      processes.add(
          new Process(
              words[0],
              Long.parseLong(words[1]),
              Integer.parseInt(words[2]),
              Integer.parseInt(words[3])));
    }
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; kept.containsKey("job." + i); i++) {
      String[] words = kept.getProperty("job." + i).split(" ");
      jobs.add(new Job(words[0], words[1], words[2], URI.create(words[3])));
    }
    return Optional.of(new ClusterRecord(launcher, processes, jobs));
  }

  /** Whether a cluster, running or not, keeps its state in that directory. */
  public static boolean keptIn(Path data) {
    return Files.isDirectory(data.resolve("flink").resolve("conf"));
  }

  void write(Path data) throws IOException {
    Properties kept = new Properties();
    kept.setProperty("launcher", Long.toString(launcher));
    for (int i = 0; i < processes.size(); i++) {
      Process each = processes.get(i);
      kept.setProperty(
          "process." + i,
          "%s %d %d %d".formatted(each.name(), each.pid(), each.restarts(), each.metricsPort()));
    }
    for (int i = 0; i < jobs.size(); i++) {
      Job each = jobs.get(i);
      kept.setProperty(
          "job." + i, "%s %s %s %s".formatted(each.name(), each.label(), each.id(), each.web()));
    }
    Path next = data.resolve(FILE + ".next");
    try (OutputStream out = Files.newOutputStream(next)) {
      kept.store(out, "The processes of this city. Written by pulso.");
    }
    Files.move(
        next,
        data.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void remove(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(FILE));
  }
}
