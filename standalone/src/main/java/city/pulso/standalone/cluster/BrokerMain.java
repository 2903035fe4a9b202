package city.pulso.standalone.cluster;

import city.pulso.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;

/** The broker as a process: arguments are its directory and its port. */
public final class BrokerMain {
  private static final long LOOK_NANOS = 1_000_000_000L;

  private BrokerMain() {}

  /** Lives until the process ends; notes every second how many messages it dropped. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    EmbeddedBroker broker = EmbeddedBroker.start(directory, Integer.parseInt(arguments[1]));
    long noted = -1;
    while (true) {
      long dropped = broker.dropped();
      if (dropped != noted) {
        note(droppedFile(directory), dropped);
        noted = dropped;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Where a broker of that directory notes what it dropped. */
  static Path droppedFile(Path directory) {
    return directory.resolve("dropped");
  }

  private static void note(Path file, long dropped) throws IOException {
    Path next = file.resolveSibling("dropped.next");
    Files.write(next, Long.toString(dropped).getBytes(StandardCharsets.UTF_8));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
