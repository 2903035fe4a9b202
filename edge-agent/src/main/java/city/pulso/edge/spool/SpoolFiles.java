package city.pulso.edge.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a spool's file. A damaged one never stops the agent: what can be read of it goes into a new
 * spool with a new epoch, then the damaged files are set aside, at most {@value #KEPT} of them, and
 * the new spool takes their place. Each step leaves a state from which the next start goes on.
 */
class SpoolFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);
  private static final String NAME = "spool.db";

  /** Being filled with what is salvaged; worthless until it is renamed to {@link #SALVAGED}. */
  private static final String SALVAGING = "spool.db.salvaging";

  /** Complete: takes the place of the damaged file, whatever interrupts that. */
  private static final String SALVAGED = "spool.db.salvaged";

  private static final String ASIDE = NAME + ".damaged-";
  private static final int KEPT = 3;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path directory;
  private final Path path;
  private final Path log;
  private final boolean synced;
  private final Clock clock;
  private final Reserve reserve;
  private @Nullable InUse inUse;
  private boolean opened;

  SpoolFiles(Path directory, boolean synced, Clock clock) {
    this.directory = directory;
    this.path = directory.resolve(NAME);
    this.log = directory.resolve(NAME + "-wal");
    this.synced = synced;
    this.clock = clock;
    this.reserve = new Reserve(directory);
  }

  /**
   * A file that can be used.
   *
   * @param setAside whether a damaged one had to make way for it
   * @param salvaged readings taken over from that one
   */
  record Opened(SpoolFile file, boolean setAside, long salvaged) {}

  /** Room kept for the time when the disk is full. */
  Reserve reserve() {
    return reserve;
  }

  /** Names the lock file, which tells how the agent last ended. To be called before opening. */
  void lockedBy(FileChannel channel) {
    inUse = new InUse(channel);
  }

  /**
   * Opens the spool's file, making it when there is none.
   *
   * @param known why the present file is known to be damaged; null: not known
   * @throws SpoolException when it cannot be opened for a reason other than damage: no permission,
   *     no disk, a newer version
   */
  Opened open(String gateway, @Nullable String known) throws IOException {
    boolean interrupted = Files.exists(directory.resolve(SALVAGED));
    if (interrupted) {
      replace("interrupted", "taking its place was interrupted");
    }
    String damage = known == null ? damageSeenFromOutside() : known;
    try {
      if (damage.isEmpty()) {
        return new Opened(ready(), interrupted, 0);
      }
    } catch (SQLException e) {
      if (!DamageException.isMeantBy(e)) {
        // On a full disk even opening needs room.
        reserve.release();
        throw new SpoolException("cannot open " + path + ": " + e.getMessage(), e);
      }
      damage = String.valueOf(e.getMessage());
    }
    long salvaged = salvage(gateway, damage);
    try {
      return new Opened(ready(), true, salvaged);
    } catch (SQLException e) {
      throw new SpoolException("cannot make " + path + ": " + e.getMessage(), e);
    }
  }

  /** Whether it is the name of a damaged file, or of its log when there is no file. */
  static boolean isSetAside(String name) {
    return name.startsWith(ASIDE) && !name.endsWith("-shm");
  }

  /** To be called once something was committed, before anything is acknowledged. */
  void opened() throws IOException {
    opened = true;
    if (inUse != null) {
      inUse.note(true);
    }
  }

  /** Closes a file in which everything is well; the next start then misses no log. */
  void close(SpoolFile file) throws SQLException {
    try {
      settle(file);
    } catch (IOException e) {
      LOG.warn("{}: cannot note that it was closed: {}", path, e.toString());
    } finally {
      file.close();
    }
  }

  /** Closes a file that failed. SQLite may find it well enough to empty its log all the same. */
  void abandon(SpoolFile file) throws SQLException {
    file.close();
    if (inUse != null && Files.notExists(log)) {
      try {
        inUse.note(false);
      } catch (IOException e) {
        LOG.warn("{}: cannot note that it was closed: {}", path, e.toString());
      }
    }
  }

  /** The seam at which tests put a file that fails. */
  SpoolFile file(Path at) throws SQLException {
    return new SpoolFile(at, synced);
  }

  /**
   * Opens, and writes anew what the log holds: after a failed sync, of this process or of one
   * before it, pages may look written that are not.
   */
  private SpoolFile ready() throws SQLException, IOException {
    SpoolFile file = file(path);
    boolean sound = false;
    try {
      empty(file);
      sound = true;
      return file;
    } finally {
      if (!sound) {
        file.close();
      }
    }
  }

  /** Copies the log into the file and empties it, in an order that never looks like a lost log. */
  void empty(SpoolFile file) throws SQLException, IOException {
    if (!settle(file) || !file.checkpoint(SpoolFile.Log.TRUNCATE)) {
      LOG.warn("{}: another program reads it; its log is emptied later", path);
    }
  }

  /** Makes the log superfluous, and notes that it is; returns false when a reader held it up. */
  private boolean settle(SpoolFile file) throws SQLException, IOException {
    boolean settled = file.checkpoint(SpoolFile.Log.FULL);
    if (settled && inUse != null) {
      inUse.note(false);
    }
    return settled;
  }

  /** Damage that SQLite would not see: it would go on with less than was acknowledged. */
  private String damageSeenFromOutside() throws IOException {
    if (!opened && inUse != null && inUse.known()) {
      if (Files.notExists(path) || Files.size(path) == 0) {
        return NAME + " is missing or empty";
      }
      if (inUse.noted() && (Files.notExists(log) || Files.size(log) == 0)) {
        return "the write-ahead log is missing or empty";
      }
    }
    return WalFile.read(log).problem();
  }

  private long salvage(String gateway, String damage) throws IOException {
    LOG.error("{} is damaged: {}; what can be read of it goes into a new spool", path, damage);
    Path fresh = directory.resolve(SALVAGING);
    for (String part : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(directory.resolve(SALVAGING + part));
    }
    Salvage.Found found;
    try (SpoolFile file = file(fresh)) {
      found = new Salvage(file, gateway, Spool.newEpoch()).from(path, log, clock.millis());
      if (!file.checkpoint(SpoolFile.Log.TRUNCATE)) {
        throw new SpoolException("another program reads " + fresh);
      }
    } catch (SQLException e) {
      throw new SpoolException("cannot make " + fresh + ": " + e.getMessage(), e);
    }
    Files.move(fresh, directory.resolve(SALVAGED), StandardCopyOption.ATOMIC_MOVE);
    sync();
    replace(reason(damage), damage);
    LOG.error(
        "{}: {} batches with {} readings were salvaged and will be sent in a new epoch",
        path,
        found.batches(),
        found.readings());
    return found.readings();
  }

  /** The log goes first: it must never meet a file that it does not belong to. */
  private void replace(String reason, String damage) throws IOException {
    String aside = ASIDE + TIME.format(clock.instant()) + "-" + reason;
    String name = aside;
    for (int i = 2; Files.exists(directory.resolve(name)); i++) {
      name = aside + "-" + i;
    }
    for (String part : List.of("-wal", "-shm", "")) {
      Path from = directory.resolve(NAME + part);
      if (Files.exists(from)) {
        Files.move(from, directory.resolve(name + part), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    sync();
    if (inUse != null) {
      inUse.note(false);
    }
    Files.move(directory.resolve(SALVAGED), path, StandardCopyOption.ATOMIC_MOVE);
    sync();
    LOG.error(
        "{}: the damaged file is set aside as {} ({}); look at it with 'sqlite3 FILE .recover'",
        path,
        name,
        damage);
    forgetOldest();
  }

  private void forgetOldest() throws IOException {
    TreeSet<String> aside = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(ASIDE))
          .map(name -> name.replaceAll("-(wal|shm)$", ""))
          .forEach(aside::add);
    }
    while (aside.size() > KEPT) {
      String oldest = aside.pollFirst();
      LOG.warn("{} is deleted: only the newest {} damaged spools are kept", oldest, KEPT);
      for (String part : List.of("-wal", "-shm", "")) {
        Files.deleteIfExists(directory.resolve(oldest + part));
      }
    }
  }

  private void sync() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A few words for a file name. */
  private static String reason(String damage) {
    // SQLite says it twice: once as the code is defined, once, in brackets, as it is.
    String essence = damage.replaceAll("^\\[SQLITE.*\\((.*)\\)$", "$1");
    String words =
        essence.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return words.substring(0, Math.min(40, words.length()));
  }
}
