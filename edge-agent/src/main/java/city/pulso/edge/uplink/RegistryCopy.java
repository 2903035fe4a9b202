package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Gateway;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway's registry entry as last received, on disk, so that an agent can start offline. */
public final class RegistryCopy {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryCopy.class);

  private final Path file;

  public RegistryCopy(Path directory) {
    this.file = directory.resolve("registry.pb");
  }

  /** The copy; empty when there is none or it cannot be read. */
  public Optional<Gateway> load() {
    try {
      return Files.exists(file)
          ? Optional.of(Gateway.parseFrom(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read, waiting for the broker's: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Replaces the copy, whole or not at all. */
  void save(Gateway entry) {
    Path next = file.resolveSibling("registry.pb.next");
    try {
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(entry.toByteArray());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn(
          "{} cannot be written, an offline start will know older devices: {}", file, e.toString());
    }
  }
}
