package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A look into a spool at one moment, for people: never writes, and may be taken while an agent
 * runs. One thread.
 */
public final class SpoolReader implements AutoCloseable {
  private static final int PAGE = 64;

  private final Path path;
  private final SpoolFile file;
  private final StoredState.Identity identity;
  private final Map<Domain, StreamStatus> streams;
  private final Map<String, DeviceCount> devices;

  private SpoolReader(Path path, SpoolFile file) throws SQLException {
    this.path = path;
    this.file = file;
    // One transaction, so all of it is of one moment, and so are the batches read later.
    this.identity = file.state().identity("", 0);
    StoredState.State state = file.state().state();
    this.streams = state.streams();
    this.devices = new TreeMap<>();
    state.devices().forEach((id, device) -> devices.put(id, device.count()));
  }

  /**
   * Opens the spool of an agent's directory.
   *
   * @throws IOException when there is none, or it is damaged or cannot be read
   */
  public static SpoolReader open(Path directory) throws IOException {
    Path path = directory.resolve("spool.db");
    if (!Files.isReadable(path)) {
      throw new SpoolException(
          directory
              + (Files.exists(path) ? "/spool.db cannot be read" : " holds no spool.db")
              + "; name an agent's directory (gateways[].directory in its configuration)");
    }
    try {
      SpoolFile file = SpoolFile.forReading(path);
      boolean opened = false;
      try {
        SpoolReader reader = new SpoolReader(path, file);
        opened = true;
        return reader;
      } finally {
        if (!opened) {
          file.close();
        }
      }
    } catch (SQLException e) {
      throw unreadable(path, e);
    }
  }

  /** Registry id of the gateway whose spool it is. */
  public String gateway() {
    return identity.gateway();
  }

  /** Epoch of every stream in it. */
  public long epoch() {
    return identity.epoch();
  }

  /** Names of damaged files that were set aside, oldest first. */
  public List<String> setAside() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    try (Stream<Path> files = directory == null ? Stream.empty() : Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(SpoolFiles::isSetAside)
          .sorted()
          .toList();
    }
  }

  /** What is held of one stream. */
  public StreamStatus stream(Domain domain) {
    return streams.getOrDefault(domain, StreamStatus.EMPTY);
  }

  /** Every device that was ever heard, by id. */
  public Map<String, DeviceCount> devices() {
    return devices;
  }

  /**
   * The next batches of a stream, oldest first, some at a time.
   *
   * @param sequence those above this one
   */
  public List<StoredBatch> after(Domain domain, long sequence) throws IOException {
    try {
      return file.read(domain, sequence + 1, Long.MAX_VALUE, PAGE);
    } catch (SQLException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      file.rollback();
      file.close();
    } catch (SQLException e) {
      throw unreadable(path, e);
    }
  }

  private static SpoolException unreadable(Path path, SQLException e) {
    return new SpoolException(path + " cannot be read as a spool: " + e.getMessage(), e);
  }
}
