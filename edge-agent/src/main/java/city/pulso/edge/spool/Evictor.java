package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives up stored batches by the operator's policy: the least important domain first, its oldest
 * batches first, whole batches only, and never more than is needed. What is given up is counted per
 * domain and device, and its sequences are remembered, so that whoever misses them can tell them
 * from lost ones.
 */
final class Evictor {
  private static final int PAGE = 16;

  private final SpoolFile file;
  private final EvictionPolicy policy;
  private final Map<Domain, StreamStatus> streams;
  private final Map<String, Long> devices = new HashMap<>();
  private long readings;
  private long bytes;

  /**
   * @param streams is changed as batches go
   */
  Evictor(SpoolFile file, EvictionPolicy policy, Map<Domain, StreamStatus> streams) {
    this.file = file;
    this.policy = policy;
    this.streams = streams;
  }

  /** Bytes that could be given up to store something of a domain. */
  long available(Domain domain) {
    return victims(domain).stream()
        .mapToLong(victim -> streams.getOrDefault(victim, StreamStatus.EMPTY).bytes())
        .sum();
  }

  /** Gives up at least so many bytes; there must be as many {@link #available}. */
  void free(Domain domain, long needed) throws SQLException {
    long goal = bytes + needed;
    for (Domain victim : victims(domain)) {
      while (bytes < goal && streams.getOrDefault(victim, StreamStatus.EMPTY).batches() > 0) {
        giveUp(victim, goal);
      }
    }
  }

  /** Readings given up so far, by device. */
  Map<String, Long> devices() {
    return devices;
  }

  /** Readings given up so far. */
  long readings() {
    return readings;
  }

  /** Bytes given up so far. */
  long bytes() {
    return bytes;
  }

  private List<Domain> victims(Domain domain) {
    List<Domain> victims = new ArrayList<>();
    for (int i = Spool.DOMAINS.size() - 1; i >= 0; i--) {
      Domain victim = Spool.DOMAINS.get(i);
      if (policy.allows(victim, domain)) {
        victims.add(victim);
      }
    }
    return victims;
  }

  private void giveUp(Domain victim, long goal) throws SQLException {
    StreamStatus before = streams.getOrDefault(victim, StreamStatus.EMPTY);
    List<StoredBatch> oldest =
        file.read(victim, before.lowestSequence(), before.nextSequence() - 1, PAGE);
    if (oldest.isEmpty()) {
      throw new DamageException(
          before.batches() + " batches of " + victim + " are counted and none can be read");
    }
    StreamStatus now = before;
    for (StoredBatch batch : oldest) {
      if (bytes >= goal) {
        break;
      }
      count(batch);
      now = now.withEvicted(batch.readings(), batch.sequence(), batch.sequence());
      SpoolFile.Removed gone = file.delete(victim, batch.sequence(), batch.sequence());
      now = now.without(gone, file.oldest(victim, now.nextSequence()));
      bytes += gone.bytes();
      readings += gone.readings();
    }
    file.putEvictedRanges(victim, now.evictedRanges());
    file.putStream(victim, now);
    streams.put(victim, now);
  }

  private void count(StoredBatch batch) throws SQLException {
    try {
      for (Reading reading : TelemetryBatch.parseFrom(batch.bytes()).getReadingsList()) {
        if (!reading.hasHeartbeat()) {
          devices.merge(reading.getDevice(), 1L, Long::sum);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new DamageException("batch " + batch.sequence() + ": " + e.getMessage());
    }
  }
}
