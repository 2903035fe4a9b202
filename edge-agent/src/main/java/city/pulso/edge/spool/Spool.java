package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.SequenceRange;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;

/**
 * Accepted readings on disk, per stream in batches with sequences 1, 2, 3 … that are never reused,
 * not even after every batch was deleted and the agent restarted.
 *
 * <p>Threads: any may call any method; none waits for the disk, one writer thread does. Futures
 * complete on the writer thread, so what hangs on them must not block.
 *
 * <p>On failure of a commit nothing is acknowledged, the file is closed and opened anew, and its
 * contents are read again before anything else is stored: after a failed sync nothing is assumed.
 */
public final class Spool implements ReadingStore, AutoCloseable {
  /** Domains in the order of their importance, most important first. */
  public static final List<Domain> DOMAINS = List.of(Domain.HOMES, Domain.PARKING, Domain.AIR);

  /** Requests that may wait for the writer; a gateway that is offered more answers 5.03. */
  private static final int WAITING = 20_000;

  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>(WAITING);
  private final Map<String, DeviceState> devices = new ConcurrentHashMap<>();
  private final FileChannel lockChannel;
  private final Trouble trouble;
  private final Thread thread;
  private volatile Map<Domain, StreamStatus> streams = Map.of();
  private volatile SpoolCounts counts = SpoolCounts.NONE;
  private volatile long epoch;
  private volatile boolean closed;
  private volatile Runnable committed = () -> {};

  private Spool(
      FileChannel lockChannel, SpoolFiles files, SpoolConfig config, String gateway, Clock clock)
      throws IOException {
    this.lockChannel = lockChannel;
    this.trouble = new Trouble(gateway, clock, System::nanoTime);
    SpoolDoor door = new SpoolDoor(this, files, gateway, clock, trouble);
    door.open();
    this.thread =
        new Thread(
            new SpoolWriter(this, queue, door, config, gateway, clock, trouble),
            "spool-" + gateway);
    thread.setDaemon(true);
  }

  /**
   * Opens the spool in a directory, or makes one. A damaged file is set aside with a message, and a
   * new spool with a new epoch takes its place and over what could be read.
   *
   * @throws SpoolException when the directory belongs to a running agent or another gateway, or
   *     cannot be written
   */
  public static Spool open(Path directory, SpoolConfig config, String gateway, Clock clock)
      throws IOException {
    return open(
        directory, new SpoolFiles(directory, config.synced(), clock), config, gateway, clock);
  }

  static Spool open(
      Path directory, SpoolFiles files, SpoolConfig config, String gateway, Clock clock)
      throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new SpoolException(directory + " is no directory; name one of the agent's own");
    }
    Files.createDirectories(directory);
    FileChannel channel = lock(directory);
    files.lockedBy(channel);
    try {
      Spool spool = new Spool(channel, files, config, gateway, clock);
      spool.thread.start();
      return spool;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("spool.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      locked = lock != null;
    } catch (OverlappingFileLockException e) {
      // Another agent of this JVM holds it: the same answer as for another process.
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new SpoolException(directory + " belongs to an agent that is running; use another");
    }
    return channel;
  }

  /**
   * Stores readings, all or none, in the order given, and remembers those that are named.
   *
   * @return completes after the sync. Fails with {@link SpoolFullException} or {@link
   *     SpoolException}; then none is stored, or at least none may be taken for stored
   */
  @Override
  public CompletableFuture<Void> store(Domain domain, List<Incoming> readings) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return submit(new Request.Append(domain, List.copyOf(readings), done), done);
  }

  /** The same for readings that nothing names. */
  public CompletableFuture<Void> append(Domain domain, List<Reading> readings) {
    return store(domain, readings.stream().map(Incoming::unnamed).toList());
  }

  @Override
  public Heard heard(String device) {
    return devices.getOrDefault(device, DeviceState.NEVER).heard();
  }

  /**
   * Stores one reading that is written by the writer thread itself, after everything accepted
   * before it has its sequence: how a heartbeat can prove what was heard.
   *
   * @param author runs on the writer thread; must not block
   */
  public CompletableFuture<Void> appendLast(Domain domain, HeartbeatAuthor author) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    return submit(new Request.Author(domain, author, done), done);
  }

  /** Deletes exactly the named batches and completes with how many of them there were. */
  public CompletableFuture<Long> delete(Domain domain, List<SequenceRange> ranges) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    return submit(new Request.Delete(domain, List.copyOf(ranges), done), done);
  }

  /** The oldest batches whose sequence is greater than the given one, oldest first. */
  public CompletableFuture<List<StoredBatch>> after(Domain domain, long sequence, int limit) {
    return read(domain, sequence + 1, Long.MAX_VALUE, limit);
  }

  /** One batch, if it is still there. */
  public CompletableFuture<List<StoredBatch>> batch(Domain domain, long sequence) {
    return read(domain, sequence, sequence, 1);
  }

  private CompletableFuture<List<StoredBatch>> read(
      Domain domain, long first, long last, int limit) {
    CompletableFuture<List<StoredBatch>> done = new CompletableFuture<>();
    return submit(new Request.Read(domain, first, last, limit, done), done);
  }

  /** Random, not zero; changes only when a damaged file was replaced. */
  public long epoch() {
    return epoch;
  }

  /** Is told after each commit, on the writer thread; must not block. */
  public void onCommit(Runnable listener) {
    committed = listener;
  }

  void committed() {
    committed.run();
  }

  /** What is held of one stream. */
  public StreamStatus status(Domain domain) {
    return streams.getOrDefault(domain, StreamStatus.EMPTY);
  }

  /** What is known of one device. */
  public DeviceCount device(String id) {
    return devices.getOrDefault(id, DeviceState.NEVER).count();
  }

  /** What it has done since it was opened. */
  public SpoolCounts counts() {
    return counts;
  }

  /** Whether what devices send can be stored now, and why not. */
  public SpoolHealth health() {
    return trouble.health();
  }

  /** Finishes what was asked for, then closes the file. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      queue.put(new Request.Stop(done));
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lockChannel.close();
    }
  }

  private <T> CompletableFuture<T> submit(Request request, CompletableFuture<T> done) {
    if (closed) {
      done.completeExceptionally(new SpoolException("the agent is stopping; try again later"));
    } else if (!queue.offer(request)) {
      done.completeExceptionally(
          new SpoolException(WAITING + " requests wait for the disk; try again later"));
    }
    return done;
  }

  /** Called by the writer when it has opened a file: what that does not know is forgotten. */
  void keepOnly(Set<String> known) {
    devices.keySet().retainAll(known);
  }

  /** Called by the writer once a commit has succeeded or failed, or the file was opened. */
  void publish(Standing now, Map<String, DeviceState> seen, SpoolCounts countsNow) {
    epoch = now.epoch();
    streams = new EnumMap<>(now.streams());
    devices.putAll(seen);
    counts = countsNow;
  }

  static long newEpoch() {
    long random;
    do {
      random = RandomGenerator.getDefault().nextLong();
    } while (random == 0);
    return random;
  }

  static SpoolException failed(SQLException e) {
    return new SpoolException("the spool could not be written: " + e.getMessage(), e);
  }
}
