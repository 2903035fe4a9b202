package city.pulso.alerting.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file, one connection, one transaction at a time. When {@link #transaction} has
 * returned, its work is on disk ({@code synchronous=FULL} in WAL mode); when it has thrown, nothing
 * happened.
 *
 * <p>Threads: any; they queue. {@code sqlite3} may read the file meanwhile.
 */
public final class Database implements AutoCloseable {
  private static final int BUSY_MS = 10_000; // how long a foreign reader's lock is waited for

  private final ReentrantLock one = new ReentrantLock(true);
  private final FileChannel lockFile;
  private final Handle handle;

  private Database(FileChannel lockFile, Handle handle) {
    this.lockFile = lockFile;
    this.handle = handle;
  }

  /** The only place that knows people is readable by its owner alone. */
  private static void ownersOnly(Path directory) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(directory, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
  }

  /**
   * Opens {@code alerting.db} in a directory, made when missing, and brings its schema up to date.
   *
   * @throws IOException when the directory cannot be used, or another process uses it
   */
  public static Database open(Path directory) throws IOException {
    ownersOnly(Files.createDirectories(directory));
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("alerting.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      claim(lockFile, directory);
      SQLiteDataSource source = source(directory.resolve("alerting.db"));
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(source)
          .locations("classpath:db/alerting")
          .load()
          .migrate();
      return new Database(lockFile, Jdbi.create(source).open());
    } catch (IOException | RuntimeException failed) {
      lockFile.close();
      throw failed;
    }
  }

  /** Runs work in one transaction and returns once it is on disk. */
  public <T> T transaction(Function<Handle, T> work) {
    one.lock();
    try {
      return handle.inTransaction(work::apply);
    } finally {
      one.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    one.lock();
    try {
      handle.close();
    } finally {
      lockFile.close();
      one.unlock();
    }
  }

  private static void claim(FileChannel lockFile, Path directory) throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException usedHere) {
      throw new IOException(directory + " is in use by another part of this process", usedHere);
    }
    if (lock == null) {
      throw new IOException(directory + " is in use by another process");
    }
  }

  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }
}
