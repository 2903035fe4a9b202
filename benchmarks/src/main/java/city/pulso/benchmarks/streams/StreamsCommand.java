package city.pulso.benchmarks.streams;

import city.pulso.benchmarks.Machine;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pulso bench streams}. */
@Command(
    name = "streams",
    description =
        "Readings per second through source, Sequencer, air job and sink beside a bare client that only"
            + " receives and parses the same batches; checkpoints; growth with the number of devices.",
    mixinStandardHelpOptions = true)
public final class StreamsCommand implements Callable<Integer> {
  /** What waits at the broker is sent at once to who comes back, up to its limit of 16 bits. */
  private static final int MOST_BATCHES = 16_000;

  private static final String ROW =
      "%9s %9s %8s | %9s %7s | %9s %7s %6s | %7s %7s %7s %7s | %10s %10s %9s %8s%n";

  @Option(
      names = "--devices",
      split = ",",
      defaultValue = "1000,10000,50000,100000",
      paramLabel = "N",
      description = "Air stations, one run each (default: ${DEFAULT-VALUE}).")
  private List<Integer> devices = List.of();

  @Option(
      names = "--readings",
      defaultValue = "300000",
      paramLabel = "N",
      description =
          "About so many in each run, at least 2 of each device (default: ${DEFAULT-VALUE}).")
  private int readings;

  @Option(
      names = "--parallelism",
      defaultValue = "1",
      paramLabel = "N",
      description = "Subtasks of each operator (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--heap",
      defaultValue = "2048",
      paramLabel = "MB",
      description =
          "Heap of the broker, the bare client and the job each (default: ${DEFAULT-VALUE}).")
  private int heap;

  @Option(
      names = "--embedded-broker",
      description = "Use the embedded broker, even where Mosquitto is installed.")
  private boolean embedded;

  @Option(
      names = "--record",
      paramLabel = "DIR",
      description =
          "Leave a flight recording of each process there ('jfr print' reads them); of the last run only.")
  private @Nullable Path record;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What one run found. */
  private record Found(Load load, Map<String, Double> bare, Map<String, Double> job, long sent) {
    double ratio() {
      return of(job, "perSecond") / of(bare, "perSecond");
    }

    private static double of(Map<String, Double> answers, String name) {
      return answers.getOrDefault(name, Double.NaN);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Machine.described());
    out.printf("air job, parallelism %d, RocksDB, incremental checkpoints%n%n", parallelism);
    out.printf(
        ROW,
        "devices",
        "readings",
        "batches",
        "bare",
        "cpu",
        "job",
        "cpu",
        "job/",
        "threads",
        "compile",
        "gc",
        "bytes",
        "checkpoint",
        "full",
        "state",
        "state/");
    out.printf(
        ROW, "", "", "", "1/s", "us each", "1/s", "us each", "bare", "us each", "us each",
        "us each", "each", "ms", "ms", "MB", "device");
    out.flush();
    for (int count : devices) {
      Path directory = Files.createTempDirectory("pulso-bench");
      Load load = Load.of(count, readings);
      if (load.batches() > MOST_BATCHES) {
        out.printf(
            "--readings: %d with %d stations are not accepted; use at most %d%n",
            readings, count, MOST_BATCHES * Load.PER_GATEWAY);
        return 2;
      }
      out.println("broker: " + broker());
      Found found = run(load, directory);
      print(found, out);
    }
    return 0;
  }

  private Found run(Load load, Path directory)
      throws IOException, InterruptedException, ExecutionException {
    int port = freePort();
    String address = "mqtt://127.0.0.1:" + port;
    try (NullStore store = new NullStore();
        Child broker =
            new Child(
                Broker.class,
                "",
                heap,
                directory.resolve("broker"),
                record,
                List.of(directory.resolve("broker-data").toString(), "" + port, broker()))) {
      broker.awaitReady();
      load.publishRegistry(address, 0, 1);
      Map<String, Double> bare;
      Map<String, Double> job;
      try (Child client =
          new Child(
              BareClient.class,
              "",
              heap,
              directory.resolve("bare"),
              record,
              List.of("" + port, "" + load.readings()))) {
        client.awaitReady();
        load.publishBatches(address);
        bare = client.go();
      }
      try (Child flink =
          new Child(
              JobRun.class,
              rocksDb(),
              heap,
              directory.resolve("job"),
              record,
              List.of(
                  "" + port,
                  store.address(),
                  "" + load.devices(),
                  "" + load.minutes(),
                  "" + parallelism,
                  directory.resolve("flink").toString()))) {
        // no more of it at once than a client has room for: the job is there when the rest comes
        flink.await("listening");
        load.publishRegistry(address, 1, load.gateways());
        flink.awaitReady();
        load.forgetRegistry(address);
        load.publishBatches(address);
        job = flink.go();
      }
      double dropped = broker.go().getOrDefault("dropped", Double.NaN);
      if (dropped != 0) {
        throw new IOException("the broker dropped " + dropped + " messages: nothing was measured");
      }
      return new Found(load, bare, job, store.bytes());
    }
  }

  private static void print(Found found, PrintWriter out) {
    double state = Found.of(found.job(), "stateBytes");
    out.printf(
        Locale.ROOT,
        ROW.replace("%9s %9s %8s", "%,9d %,9d %,8d")
            .replace("%9s %7s |", "%,9.0f %7.1f |")
            .replace("%9s %7s %6s", "%,9.0f %7.1f %6.2f")
            .replace("%7s %7s %7s %7s", "%7.1f %7.1f %7.1f %,7.0f")
            .replace("%10s %10s %9s %8s", "%,10.0f %,10.0f %9.1f %,8.0f"),
        found.load().devices(),
        found.load().readings(),
        found.load().batches(),
        Found.of(found.bare(), "perSecond"),
        Found.of(found.bare(), "cpuMicros"),
        Found.of(found.job(), "perSecond"),
        Found.of(found.job(), "cpuMicros"),
        found.ratio(),
        Found.of(found.job(), "threadMicros"),
        Found.of(found.job(), "compileMicros"),
        Found.of(found.job(), "gcMicros"),
        Found.of(found.job(), "bytesEach"),
        Found.of(found.job(), "checkpointMillis"),
        Found.of(found.job(), "fullCheckpointMillis"),
        state / 1e6,
        state / found.load().devices());
    out.flush();
  }

  private String broker() {
    return embedded || Broker.mosquitto() == null ? "embedded" : "mosquitto";
  }

  /** Flink's RocksDB must come before the embedded broker's. */
  private static String rocksDb() throws IOException {
    Path flink =
        Path.of(System.getProperty("pulso.home", ".")).resolve("standalone/target/dist/flink");
    if (!Files.isDirectory(flink)) {
      throw new IOException(flink + " is not there; './pulso build' makes it");
    }
    return flink + "/*";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
