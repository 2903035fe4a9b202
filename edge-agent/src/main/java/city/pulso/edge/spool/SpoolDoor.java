package city.pulso.edge.spool;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the spool's file open, and what is known of it: opens it, closes it when it failed, opens
 * it anew and then reads again what is really there, and gives the reserve back when the disk is
 * full. Writer thread only, after {@link #open()}.
 */
final class SpoolDoor {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolDoor.class);
  private static final String FULL = "the disk is full";

  private final Spool spool;
  private final SpoolFiles files;
  private final String gateway;
  private final Clock clock;
  private final Trouble trouble;
  private @Nullable SpoolFile file;
  private @Nullable String damage;
  private Standing standing = new Standing(0, StoredState.State.NONE);
  private SpoolCounts counts = SpoolCounts.NONE;

  SpoolDoor(Spool spool, SpoolFiles files, String gateway, Clock clock, Trouble trouble) {
    this.spool = spool;
    this.files = files;
    this.gateway = gateway;
    this.clock = clock;
    this.trouble = trouble;
  }

  /** Opens the file and takes its state over. */
  void open() throws IOException {
    try {
      openOnce();
    } catch (SQLException e) {
      // SQLite opened it, and what stands in it cannot be: now it is known to be damaged.
      damage = String.valueOf(e.getMessage());
      try {
        openOnce();
      } catch (SQLException again) {
        throw Spool.failed(again);
      }
    }
  }

  /** Says {@link SQLException} for damage alone. */
  private void openOnce() throws IOException, SQLException {
    SpoolFiles.Opened opened = files.open(gateway, damage);
    damage = null;
    if (opened.setAside()) {
      counts = counts.damaged(opened.salvaged());
    }
    SpoolFile found = opened.file();
    boolean taken = false;
    try {
      takeOver(found);
      taken = true;
    } catch (SQLException e) {
      if (DamageException.isMeantBy(e)) {
        throw e;
      }
      throw Spool.failed(e);
    } finally {
      if (!taken) {
        close(found);
      }
    }
  }

  private void takeOver(SpoolFile found) throws SQLException, IOException {
    StoredState.Identity identity =
        found.state().identity(gateway, Spool.newEpoch(), clock.millis());
    if (!identity.gateway().equals(gateway)) {
      throw new SpoolException(
          "the spool belongs to gateway " + identity.gateway() + ", not to " + gateway);
    }
    StoredState.State stored = found.state().state();
    found.rollback();
    files.opened();
    standing = new Standing(identity.epoch(), stored);
    file = found;
    spool.keepOnly(stored.devices().keySet());
    spool.publish(standing, standing.devices(), counts);
    if (files.reserve().hold()) {
      trouble.healed();
    } else {
      failed(FULL);
    }
  }

  /** Whether the file may be used now; false: it failed a moment ago. */
  boolean mayTry() {
    return file != null || trouble.mayTry();
  }

  /** The file, opened anew if need be. */
  SpoolFile opened() throws IOException {
    SpoolFile now = file;
    if (now == null) {
      open();
      now = file;
    }
    if (now == null) {
      throw new SpoolException("the spool is not open");
    }
    return now;
  }

  /** Every stream and device as of the last commit. */
  Standing standing() {
    return standing;
  }

  /** A commit succeeded: whoever asks is told. */
  void committed(GroupCommit commit) {
    standing.take(commit);
    counts = commit.counts(counts);
    spool.publish(standing, commit.seen(), counts);
  }

  /** False on a full disk, until there is room for the reserve too. */
  boolean mayStore() {
    if (files.reserve().held()) {
      return true;
    }
    if (!trouble.mayTry()) {
      return false;
    }
    if (files.reserve().hold()) {
      return true;
    }
    failed(FULL);
    return false;
  }

  /** The disk is full; the file is sound and stays open: receipts must be able to make room. */
  void makeRoom(SpoolFile open) throws SQLException {
    open.rollback();
    failed(FULL);
    files.reserve().release();
    try {
      files.empty(open);
      open.state().identity(gateway, standing.epoch(), clock.millis());
      files.opened();
    } catch (SQLException | IOException e) {
      LOG.debug("the log of {} cannot be emptied: {}", gateway, e.toString());
      open.rollback();
    }
  }

  /** Something failed: counts and tells it. */
  void failed(String why) {
    trouble.failed(why);
    counts = counts.failed();
    spool.publish(standing, Map.of(), counts);
  }

  /** Rolls back and closes; the next group opens anew and reads what is really there. */
  void abandon(@Nullable SQLException because) {
    if (because != null && DamageException.isMeantBy(because)) {
      damage = String.valueOf(because.getMessage());
    }
    SpoolFile now = file;
    file = null;
    if (now != null) {
      try {
        now.rollback();
      } catch (SQLException e) {
        LOG.debug("rollback failed", e);
      }
      close(now);
    }
  }

  /** Closes a file in which everything is well. */
  void close() {
    SpoolFile now = file;
    file = null;
    if (now != null) {
      try {
        standing.write(now);
      } catch (SQLException e) {
        LOG.warn("closing the spool of {}: {}; the next start counts anew", gateway, e.toString());
      }
      try {
        files.close(now);
      } catch (SQLException e) {
        LOG.warn("closing the spool of {} failed: {}", gateway, e.toString());
      }
    }
  }

  private void close(SpoolFile failed) {
    try {
      files.abandon(failed);
    } catch (SQLException e) {
      LOG.warn("closing the spool failed: {}", e.toString());
    }
  }
}
