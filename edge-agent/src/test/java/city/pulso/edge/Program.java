package city.pulso.edge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of another project that tests speak with. */
public final class Program {
  private final Path path;

  private Program(Path path) {
    this.path = path;
  }

  /** The first of these that is installed; the test is skipped, with the reason, when none is. */
  public static Program installed(String... names) {
    Optional<Path> found =
        Stream.of(names)
            .flatMap(
                name ->
                    Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
                        .map(dir -> Path.of(dir, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), () -> "none of " + List.of(names) + " is installed");
    return new Program(found.orElseThrow());
  }

  Path path() {
    return path;
  }

  /** Runs it to its end, at most a minute, and returns what it printed, errors included. */
  public String run(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<String> output =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                return e.toString();
              }
            });
    try {
      return output.get(60, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  /** {@code promtool check metrics} on a page; what it says. */
  String check(Path page) throws Exception {
    Process process =
        new ProcessBuilder(path.toString(), "check", "metrics")
            .redirectInput(page.toFile())
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0
          ? said
          : said + " exit " + process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  Process start(List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** A Mosquitto of the test's own. */
  public static final class Mosquitto implements AutoCloseable {
    private final Path directory;
    private final int port;
    private Process process;

    Mosquitto(Path directory) throws Exception {
      this(directory, "allow_anonymous true");
    }

    /**
     * @param settings further lines of its configuration
     */
    public Mosquitto(Path directory, String settings) throws Exception {
      this.directory = directory;
      try (ServerSocket free = new ServerSocket(0)) {
        this.port = free.getLocalPort();
      }
      Files.createDirectories(directory);
      Files.writeString(
          directory.resolve("mosquitto.conf"),
          "user root\nmax_queued_messages 0\nlistener " + port + " 127.0.0.1\n" + settings + "\n");
      start();
    }

    public void start() throws Exception {
      process =
          installed("mosquitto")
              .start(
                  List.of("-c", directory.resolve("mosquitto.conf").toString()),
                  directory.resolve("mosquitto.log"));
      org.awaitility.Awaitility.await("mosquitto listens on " + port)
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(
              () -> {
                try (java.net.Socket socket = new java.net.Socket("127.0.0.1", port)) {
                  return socket.isConnected();
                }
              });
    }

    public void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor(60, TimeUnit.SECONDS);
    }

    public int port() {
      return port;
    }

    public String uri() {
      return "mqtt://127.0.0.1:" + port;
    }

    @Override
    public void close() throws Exception {
      kill();
    }
  }
}
