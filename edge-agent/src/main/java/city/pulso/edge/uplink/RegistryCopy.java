package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Gateway;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

  /**
   * Reads the copy of an agent that may be running.
   *
   * @param path the agent's directory, or the file itself
   * @throws IOException saying what is expected, when there is none or it cannot be read
   */
  public static Gateway read(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve("registry.pb") : path;
    try {
      return Gateway.parseFrom(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IOException(
          file + " does not exist; an agent writes it once it has heard the registry", e);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(file + " is no agent's copy of its registry entry", e);
    }
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
