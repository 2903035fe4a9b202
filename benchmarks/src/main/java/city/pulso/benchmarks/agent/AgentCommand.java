package city.pulso.benchmarks.agent;

import city.pulso.benchmarks.Machine;
import city.pulso.edge.EdgeAgentMain;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pulso bench agent}. */
@Command(
    name = "agent",
    description = {
      "What it costs that the agent answers only once a reading is on disk: requests per second against the same CoAP",
      "server answering without storing, answer times, bytes written, memory and cold start. Needs Linux."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    footer = {"", "Example:", "  ./pulso bench agent --seconds 5 --rounds 3"})
public final class AgentCommand implements Callable<Integer> {
  private static final double GOAL = 0.8;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START_LIMIT = TimeUnit.SECONDS.toNanos(180);

  @Option(
      names = "--devices",
      paramLabel = "N",
      description = "Devices, each with a port of its own.")
  int deviceCount = 500;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "Messages without an answer at any time, while both are measured flat out.")
  int inFlight = 64;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds, each server in turn.")
  int rounds = 3;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a round per server.")
  int seconds = 8;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages a second, all devices together, while memory is looked at.")
  double rate = 10;

  @Option(names = "--starts", paramLabel = "N", description = "Cold starts to measure.")
  int starts = 3;

  @Option(names = "--heap", paramLabel = "SIZE", description = "-Xmx of both servers.")
  String heap = "48m";

  @Option(names = "--jvm", paramLabel = "FLAG", description = "Another flag for both servers.")
  List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC"));

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  /** A server's rounds. */
  private static final class Rounds {
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> p50 = new ArrayList<>();
    private final List<Double> p99 = new ArrayList<>();
    private final List<Double> cpuMicros = new ArrayList<>();
    private long repeats;
    private long others;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = Files.createTempDirectory("pulso-bench-agent");
    try {
      out.println(Machine.described());
      out.println(
          "both servers: java -Xmx"
              + heap
              + " "
              + String.join(" ", flags)
              + ", "
              + deviceCount
              + " devices");
      measure(directory, out);
      return 0;
    } finally {
      delete(directory);
    }
  }

  private void measure(Path directory, PrintWriter out) throws IOException {
    List<Double> coldMs = new ArrayList<>();
    for (int i = 0; i < starts; i++) {
      coldMs.add(coldStart(Files.createDirectory(directory.resolve("start-" + i))));
    }
    out.printf(
        Locale.ROOT,
        "%ncold start to the first accepted message  %6.0f ms (median of %d)%n",
        median(coldMs),
        starts);
    out.flush();
    InetSocketAddress bareAddress = freePort();
    InetSocketAddress agentAddress = freePort();
    try (ServerProcess bare =
            ServerProcess.start(
                flags(),
                directory.resolve("bare.log"),
                BareServer.class.getName(),
                List.of(String.valueOf(bareAddress.getPort())));
        ServerProcess agent = agent(directory, agentAddress);
        Devices atBare = new Devices(deviceCount, bareAddress, clock);
        Devices atAgent = new Devices(deviceCount, agentAddress, clock)) {
      atBare.untilAccepted(System.nanoTime(), START_LIMIT);
      atAgent.untilAccepted(System.nanoTime(), START_LIMIT);
      steady(agent, atAgent, out);
      flatOut(bare, agent, atBare, atAgent, out);
      if (!agent.alive() || !bare.alive()) {
        throw new IOException("a server ended; see the log in " + directory);
      }
    }
  }

  private void steady(ServerProcess agent, Devices devices, PrintWriter out) throws IOException {
    long before = agent.writtenBytes();
    Devices.Samples samples = devices.paced(rate, seconds * SECOND);
    out.printf(
        Locale.ROOT,
        "%nat %.0f messages/s: p50 %.1f ms, p99 %.1f ms, %d bytes written per reading, %d MB resident%n",
        rate,
        samples.percentileMs(0.5),
        samples.percentileMs(0.99),
        (agent.writtenBytes() - before) / Math.max(1, samples.accepted()),
        agent.memoryKb("VmRSS") / 1024);
    out.flush();
  }

  private void flatOut(
      ServerProcess bareProcess,
      ServerProcess agent,
      Devices atBare,
      Devices atAgent,
      PrintWriter out)
      throws IOException {
    atBare.flatOut(inFlight, 3 * SECOND);
    atAgent.flatOut(inFlight, 3 * SECOND);
    Rounds bare = new Rounds();
    Rounds durable = new Rounds();
    long written = 0;
    long accepted = 0;
    for (int round = 0; round < rounds; round++) {
      add(bare, bareProcess, atBare);
      long before = agent.writtenBytes();
      accepted += add(durable, agent, atAgent);
      written += agent.writtenBytes() - before;
    }
    out.printf(
        Locale.ROOT,
        "%n%-28s %12s %9s %9s %12s %9s %9s%n",
        inFlight + " in flight, flat out",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "CPU us each",
        "repeated",
        "not 2.04");
    row(out, "answering without storing", bare);
    row(out, "agent, on disk", durable);
    double ratio = median(durable.perSecond) / median(bare.perSecond);
    out.printf(
        Locale.ROOT,
        "%nratio %.2f (goal %.1f: %s); %d bytes written per reading; %d MB resident at most%n",
        ratio,
        GOAL,
        ratio >= GOAL ? "reached" : "missed",
        written / Math.max(1, accepted),
        agent.memoryKb("VmHWM") / 1024);
    out.flush();
  }

  private long add(Rounds rounds, ServerProcess server, Devices devices) throws IOException {
    long cpu = server.cpuNanos();
    Devices.Samples samples = devices.flatOut(inFlight, seconds * SECOND);
    int accepted = samples.accepted();
    rounds.cpuMicros.add((server.cpuNanos() - cpu) / 1e3 / Math.max(1, accepted));
    rounds.perSecond.add((double) accepted / seconds);
    rounds.p50.add(samples.percentileMs(0.5));
    rounds.p99.add(samples.percentileMs(0.99));
    rounds.repeats += samples.repeats();
    rounds.others += samples.others();
    return accepted;
  }

  private static void row(PrintWriter out, String name, Rounds rounds) {
    out.printf(
        Locale.ROOT,
        "%-28s %12.0f %9.1f %9.1f %12.0f %9d %9d%n",
        name,
        median(rounds.perSecond),
        median(rounds.p50),
        median(rounds.p99),
        median(rounds.cpuMicros),
        rounds.repeats,
        rounds.others);
  }

  private double coldStart(Path directory) throws IOException {
    InetSocketAddress address = freePort();
    try (ServerProcess agent = agent(directory, address);
        Devices one = new Devices(1, address, clock)) {
      return one.untilAccepted(agent.startedNanos(), START_LIMIT) / 1e6;
    }
  }

  private ServerProcess agent(Path directory, InetSocketAddress address) throws IOException {
    Path own = Files.createDirectory(directory.resolve("agent"));
    Gateway.Builder entry = Gateway.newBuilder().setId("bench-01");
    for (int i = 1; i <= deviceCount; i++) {
      entry.addDevices(
          Device.newBuilder().setId(Devices.id(i)).setDomain(Domain.AIR).setKind("air-module"));
    }
    Files.write(own.resolve("registry.pb"), entry.build().toByteArray());
    Path config =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            gateways:
              - gateway: bench-01
                directory: %s
                coap: {port: %d}
                uplink: {uri: "mqtt://127.0.0.1:9"}
            """
                .formatted(own, address.getPort()));
    return ServerProcess.start(
        flags(),
        directory.resolve("agent.log"),
        EdgeAgentMain.class.getName(),
        List.of("run", "--config", config.toString()));
  }

  private List<String> flags() {
    List<String> all = new ArrayList<>(List.of("-Xmx" + heap));
    // Without it the bare server would log every datagram; the agent brings its own.
    all.add("-Dlogback.configurationFile=city/pulso/edge/tools-logback.xml");
    all.addAll(flags);
    return all;
  }

  private static InetSocketAddress freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
