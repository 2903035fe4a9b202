package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every stream and device as of the last commit. The tables of streams and devices are written in
 * some commits only: what they do not say yet can be counted anew from the batches stored since
 * ({@link StoredState}), so a commit writes little more than its batch. Writer thread only.
 */
final class Standing {
  /** Commits after which the tables are written again. */
  private static final int COMMITS = 64;

  /** Readings after which they are; more would make the next start slow. */
  private static final int READINGS = 4096;

  private final long epoch;
  private final Map<Domain, StreamStatus> streams;
  private final Map<String, DeviceState> devices;
  private final Set<String> unwritten;
  private final Map<Domain, BatchDraft> open = new EnumMap<>(Domain.class);
  private int commits;
  private long readings;

  Standing(long epoch, StoredState.State stored) {
    this.epoch = epoch;
    this.streams = new EnumMap<>(Domain.class);
    this.streams.putAll(stored.streams());
    this.devices = new HashMap<>(stored.devices());
    this.unwritten = new HashSet<>(stored.unwritten());
  }

  long epoch() {
    return epoch;
  }

  Map<Domain, StreamStatus> streams() {
    return streams;
  }

  Map<String, DeviceState> devices() {
    return devices;
  }

  DeviceState device(String id) {
    return devices.getOrDefault(id, DeviceState.NEVER);
  }

  /** Devices of which the tables do not say what is known here. */
  Set<String> unwritten() {
    return unwritten;
  }

  /** The newest batch of a stream, when the next commit may continue it. */
  Optional<BatchDraft> open(Domain domain) {
    return Optional.ofNullable(open.get(domain));
  }

  /** Whether a commit with so many readings should write the tables. */
  boolean due(long moreReadings) {
    return commits + 1 >= COMMITS || readings + moreReadings >= READINGS;
  }

  /** A commit succeeded. */
  void take(GroupCommit commit) {
    streams.putAll(commit.streams());
    devices.putAll(commit.seen());
    for (Domain domain : Spool.DOMAINS) {
      commit.open(domain).ifPresentOrElse(b -> open.put(domain, b), () -> open.remove(domain));
    }
    if (commit.wroteTables()) {
      unwritten.clear();
      commits = 0;
      readings = 0;
    } else {
      unwritten.addAll(commit.seen().keySet());
      commits++;
      readings += commit.accepted();
    }
  }

  /** Writes the tables and commits, so that the next start has nothing to count anew. */
  void write(SpoolFile file) throws SQLException {
    for (Domain domain : Spool.DOMAINS) {
      file.putStream(domain, streams.getOrDefault(domain, StreamStatus.EMPTY));
    }
    for (String id : unwritten) {
      file.putDevice(id, device(id));
    }
    file.commit();
  }

  /** Batches were shown to somebody: from now on they are what they are. */
  void shown(Domain domain, List<StoredBatch> batches) {
    BatchDraft draft = open.get(domain);
    if (draft != null && batches.stream().anyMatch(each -> each.sequence() == draft.sequence())) {
      open.remove(domain);
    }
  }
}
