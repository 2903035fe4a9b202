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
import java.util.Collections;
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
      "What it costs that the agent answers only once a reading is on disk: requests per second"
          + " against the agent's own",
      "CoAP server with a store that keeps nothing, and against the bare CoAP library, which looks"
          + " at no message; answer",
      "times, bytes written, memory and cold start. Needs Linux."
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
      split = ",",
      description = "Messages without an answer at any time, flat out; each number is measured.")
  List<Integer> inFlight = new ArrayList<>(List.of(64, 500));

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, each server in turn; 0 = start and memory alone.")
  int rounds = 3;

  @Option(names = "--seconds", paramLabel = "N", description = "Length of a round per server.")
  int seconds = 8;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages a second, all devices together, while memory is looked at.")
  double rate = 10;

  @Option(
      names = "--starts",
      paramLabel = "N",
      description = "Cold starts of each way to start the agent, in turn; 0 = none.")
  int starts = 3;

  @Option(names = "--heap", paramLabel = "SIZE", description = "-Xmx of each server.")
  String heap = "48m";

  @Option(names = "--jvm", paramLabel = "FLAG", description = "Another flag for each server.")
  List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC"));

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = Files.createTempDirectory("pulso-bench-agent");
    try {
      out.println(Machine.described());
      out.println(
          "each server: java -Xmx"
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
    if (starts > 0) {
      new StartUp(directory.resolve("start"), heap, clock)
          .measure(starts, deviceCount, rate, seconds, this::configuration, out);
    }
    if (rounds == 0) {
      return;
    }
    Path entry = Files.write(directory.resolve("registry.pb"), registry().toByteArray());
    InetSocketAddress bareAddress = freePort();
    InetSocketAddress unstoredAddress = freePort();
    InetSocketAddress agentAddress = freePort();
    try (ServerProcess bare =
            ServerProcess.start(
                flags(),
                directory.resolve("bare.log"),
                BareServer.class.getName(),
                List.of(String.valueOf(bareAddress.getPort())));
        ServerProcess unstored =
            ServerProcess.start(
                flags(),
                directory.resolve("unstored.log"),
                UnstoredAgent.class.getName(),
                List.of(
                    entry.toString(),
                    directory.toString(),
                    String.valueOf(unstoredAddress.getPort())));
        ServerProcess agent = agent(directory, agentAddress);
        Devices atBare = new Devices(deviceCount, bareAddress, clock);
        Devices atUnstored = new Devices(deviceCount, unstoredAddress, clock);
        Devices atAgent = new Devices(deviceCount, agentAddress, clock)) {
      for (Devices devices : List.of(atBare, atUnstored, atAgent)) {
        devices.untilAccepted(System.nanoTime(), START_LIMIT);
      }
      steady(agent, atAgent, out);
      for (Devices devices : List.of(atBare, atUnstored, atAgent)) {
        devices.flatOut(Collections.max(inFlight), Math.max(3, seconds) * SECOND);
      }
      for (int each : inFlight) {
        flatOut(
            each,
            new Rounds(bare, atBare),
            new Rounds(unstored, atUnstored),
            new Rounds(agent, atAgent),
            out);
      }
      out.printf(
          Locale.ROOT,
          "%nresident at most: agent %d MB, without storing %d MB, bare library %d MB%n",
          agent.memoryKb("VmHWM") / 1024,
          unstored.memoryKb("VmHWM") / 1024,
          bare.memoryKb("VmHWM") / 1024);
      if (!agent.alive() || !unstored.alive() || !bare.alive()) {
        throw new IOException("a server ended; see the log in " + directory);
      }
    }
  }

  private void steady(ServerProcess agent, Devices devices, PrintWriter out) throws IOException {
    long before = agent.writtenBytes();
    Devices.Samples samples = devices.paced(rate, seconds * SECOND);
    out.printf(
        Locale.ROOT,
        "%nat %.0f messages/s: p50 %.1f ms, p99 %.1f ms, %d bytes written per reading, %d MB"
            + " resident%n",
        rate,
        samples.percentileMs(0.5),
        samples.percentileMs(0.99),
        (agent.writtenBytes() - before) / Math.max(1, samples.accepted()),
        agent.memoryKb("VmRSS") / 1024);
    out.flush();
  }

  private void flatOut(int together, Rounds bare, Rounds unstored, Rounds durable, PrintWriter out)
      throws IOException {
    for (int round = 0; round < rounds; round++) {
      bare.add(together, seconds);
      unstored.add(together, seconds);
      durable.add(together, seconds);
    }
    String row = "%-32s %s%n";
    out.printf(Locale.ROOT, "%n" + row, together + " in flight, flat out", Rounds.HEADINGS);
    out.printf(Locale.ROOT, row, "bare library, looks at nothing", bare.row());
    out.printf(Locale.ROOT, row, "agent without storing", unstored.row());
    out.printf(Locale.ROOT, row, "agent, on disk", durable.row());
    double ratio = durable.perSecond() / unstored.perSecond();
    out.printf(
        Locale.ROOT,
        "on disk / without storing %.2f (goal %.1f: %s); on disk / bare library %.2f;"
            + " %d bytes written per reading%n",
        ratio,
        GOAL,
        ratio >= GOAL ? "reached" : "missed",
        durable.perSecond() / bare.perSecond(),
        durable.bytesPerReading());
    out.flush();
  }

  private ServerProcess agent(Path directory, InetSocketAddress address) throws IOException {
    Path config = configuration(directory, address);
    return ServerProcess.start(
        flags(),
        directory.resolve("agent.log"),
        EdgeAgentMain.class.getName(),
        List.of("run", "--config", config.toString()));
  }

  private Path configuration(Path directory, InetSocketAddress address) throws IOException {
    Path own = Files.createDirectory(directory.resolve("agent"));
    Files.write(own.resolve("registry.pb"), registry().toByteArray());
    return Files.writeString(
        directory.resolve("agent.yaml"),
        """
        gateways:
          - gateway: bench-01
            directory: %s
            coap: {port: %d}
            uplink: {uri: "mqtt://127.0.0.1:9"}
        """
            .formatted(own, address.getPort()));
  }

  private Gateway registry() {
    Gateway.Builder entry = Gateway.newBuilder().setId("bench-01");
    for (int i = 1; i <= deviceCount; i++) {
      entry.addDevices(
          Device.newBuilder().setId(Devices.id(i)).setDomain(Domain.AIR).setKind("air-module"));
    }
    return entry.build();
  }

  private List<String> flags() {
    List<String> all = new ArrayList<>(List.of("-Xmx" + heap));
    // Without it the bare server would log every datagram; the agent brings its own.
    all.add("-Dlogback.configurationFile=city/pulso/edge/tools-logback.xml");
    all.addAll(flags);
    return all;
  }

  static InetSocketAddress freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
