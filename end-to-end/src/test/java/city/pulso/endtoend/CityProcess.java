package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A city in a process of its own, started as {@code ./pulso up} starts it, on ports of its own. */
final class CityProcess implements AutoCloseable {
  private static final int FIRST_TCP_PORT = 15_000;
  private static final int LAST_TCP_PORT = 20_399;
  private static final int TCP_TRIES = 100;
  private static final int GATEWAYS_AT_MOST = 64;
  private static final int FIRST_UDP_PORT = 21_000;
  private static final int PORTS_IN_A_ROW = 9; // three jobs, each a job manager and two others
  private static final Path BUILD = Path.of("../standalone/target/dist");
  private static final Path ROCKSDB = BUILD.resolve("flink");
  private static final int UDP_BLOCKS = 170; // to 31,879: below the ports that clients are given

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final int storePort;
  private final int flinkPort;
  private final int coapPort;

  private CityProcess(Process process, int storePort, int flinkPort, int coapPort) {
    this.process = process;
    this.storePort = storePort;
    this.flinkPort = flinkPort;
    this.coapPort = coapPort;
    Thread reader = new Thread(this::read, "city-output");
    reader.setDaemon(true);
    reader.start();
  }

  static CityProcess start(Path data, String... options) throws IOException {
    return start(List.of("up"), data, options);
  }

  /** The same as processes of their own, with Flink's RocksDB from where the build leaves it. */
  static CityProcess startCluster(Path data, String... options) throws IOException {
    return start(List.of("cluster", "up"), data, options);
  }

  private static CityProcess start(List<String> verb, Path data, String... options)
      throws IOException {
    int console = freePorts(3 + 2 * PORTS_IN_A_ROW);
    int broker = console + 1;
    int store = broker + 1;
    int flink = store + 1;
    int metrics = flink + PORTS_IN_A_ROW;
    int coap = freeUdpPorts();
    List<String> command = pulso();
    command.addAll(verb);
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of("--console-port", "" + console, "--broker-port", "" + broker));
    command.addAll(List.of("--store-port", "" + store, "--flink-port", "" + flink));
    command.addAll(List.of("--coap-port", "" + coap, "--metrics-port", "" + metrics));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new CityProcess(process, store, flink, coap);
  }

  /** {@code ./pulso upgrade} of the cluster in that directory, to what the build has left. */
  static String upgrade(Path data, Duration limit) throws IOException, InterruptedException {
    List<String> command = pulso();
    command.addAll(List.of("upgrade", "--data", data.toString(), "--build", "" + BUILD));
    Path said = Files.createTempFile("upgrade", ".txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
      String output = Files.readString(said);
      assertThat(ended).as("ended within %s: %s", limit, output).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      return output;
    } finally {
      process.destroyForcibly();
      Files.delete(said);
    }
  }

  /** A virtual machine that runs the command line. */
  private static List<String> pulso() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("city.flags").trim().split("\\s+")));
    command.add("-Dpulso.flink=" + ROCKSDB);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add("city.pulso.standalone.Pulso");
    return command;
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("(output ended: " + e + ")");
    }
  }

  /** Waits for a line of output, those already written included. */
  String awaitLine(String what, Duration limit, Predicate<String> wanted) {
    await(what)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(200))
        .failFast(
            "the city ended before: " + what,
            () -> assertThat(alive() || lines.stream().anyMatch(wanted)).as(output()).isTrue())
        .until(() -> lines.stream().anyMatch(wanted));
    return lines.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** What it said last; empty before it said anything. */
  String lastLine() {
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  /** Everything it has said. */
  String output() {
    return String.join("\n", lines);
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  Store store() {
    return new Store("http://127.0.0.1:" + storePort);
  }

  String flink() {
    return "http://127.0.0.1:" + flinkPort;
  }

  int coapPort() {
    return coapPort;
  }

  /** As a power cut for this process: nothing gets a chance to be written. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  /** As Ctrl-C; returns how long it took. */
  Duration end() throws InterruptedException {
    long began = System.nanoTime();
    process.toHandle().destroy(); // what it still says is read: Process.destroy would not let it
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      kill();
    }
  }

  /** Whether the build has left what a cluster needs beside the class path. */
  static boolean clusterCanStart() {
    return Files.isDirectory(ROCKSDB);
  }

  /**
   * The first of some TCP ports in a row, below the ports that clients are given: what is free now
   * and will be bound in some seconds must not be given away by the kernel until then.
   */
  private static int freePorts(int count) {
    for (int i = 0; i < TCP_TRIES; i++) {
      int blocks = (LAST_TCP_PORT + 1 - FIRST_TCP_PORT) / count;
      int first = FIRST_TCP_PORT + ThreadLocalRandom.current().nextInt(blocks) * count;
      if (allTcpFree(first, count)) {
        return first;
      }
    }
    throw new IllegalStateException("no " + count + " free TCP ports in a row");
  }

  private static boolean allTcpFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        socket.getLocalPort();
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first of enough UDP ports in a row for every gateway. The search begins anywhere, so that
   * cities started at the same moment by different test runs do not choose the same.
   */
  private static int freeUdpPorts() {
    int begin = ThreadLocalRandom.current().nextInt(UDP_BLOCKS);
    for (int i = 0; i < UDP_BLOCKS; i++) {
      int first = FIRST_UDP_PORT + (begin + i) % UDP_BLOCKS * GATEWAYS_AT_MOST;
      if (allFree(first)) {
        return first;
      }
    }
    throw new IllegalStateException("no " + GATEWAYS_AT_MOST + " free UDP ports in a row");
  }

  private static boolean allFree(int first) {
    for (int port = first; port < first + GATEWAYS_AT_MOST; port++) {
      try (DatagramSocket socket =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        socket.getLocalPort();
      } catch (SocketException e) {
        return false;
      }
    }
    return true;
  }
}
