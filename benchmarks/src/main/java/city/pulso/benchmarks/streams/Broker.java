package city.pulso.benchmarks.streams;

import city.pulso.standalone.broker.EmbeddedBroker;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The broker as a child: arguments are its directory, its port and its kind.
 *
 * <p>Mosquitto where it is installed. The embedded one sends a session at most 5 MiB until all of
 * it is acknowledged (HiveMQ CE's {@code PUBLISH_POLL_BATCH_SIZE_BYTES}), and a job acknowledges
 * with its checkpoints: what would be measured is that limit over the checkpoint interval.
 */
final class Broker {
  private static final long START_SECONDS = 20;

  private Broker() {}

  /** Where Mosquitto is; null = not installed. */
  static @Nullable Path mosquitto() {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    for (String directory : path.split(File.pathSeparator, -1)) {
      Path program = Path.of(directory, "mosquitto");
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    Path program = mosquitto();
    if (program == null || arguments[2].equals("embedded")) {
      embedded(directory, port);
    } else {
      foreign(program, directory, port);
    }
  }

  private static void embedded(Path directory, int port) throws IOException {
    EmbeddedBroker broker = EmbeddedBroker.start(directory, port);
    System.out.println("ready");
    while (System.in.read() >= 0) {
      System.out.println("dropped=" + broker.dropped());
      System.out.println("done");
    }
    broker.close();
  }

  /** Its queues have no limit, so it drops nothing. */
  private static void foreign(Path program, Path directory, int port)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path settings =
        Files.writeString(
            directory.resolve("mosquitto.conf"),
            """
            listener %d 127.0.0.1
            allow_anonymous true
            persistence false
            max_inflight_messages 16384
            max_queued_messages 0
            log_dest none
            """
                .formatted(port));
    Process broker =
        new ProcessBuilder(program.toString(), "-c", settings.toString()).inheritIO().start();
    try {
      awaitPort(port);
      System.out.println("ready");
      while (System.in.read() >= 0) {
        System.out.println("dropped=0");
        System.out.println("done");
      }
    } finally {
      broker.destroy();
      if (!broker.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        broker.destroyForcibly();
      }
    }
  }

  private static void awaitPort(int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > deadline) {
          throw notYet;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }
}
