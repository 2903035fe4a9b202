package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * One transaction in the making: gathers what several requests want stored, writes one batch per
 * domain (more when it would be too large), and knows what the state will be if the commit
 * succeeds. Nothing outside changes before {@link #commit()} has returned.
 */
final class GroupCommit {
  /** Readings' bytes in one batch; one reading may exceed it. */
  private static final int BATCH_BYTES = 1 << 16;

  private final SpoolFile file;
  private final String gateway;
  private final long epoch;
  private final long nowMs;
  private final SpoolConfig config;
  private final Map<Domain, StreamStatus> streams;
  private final Map<String, DeviceCount> devices;
  private final Map<String, DeviceCount> seen = new HashMap<>();
  private final Map<Domain, List<Reading>> gathered = new EnumMap<>(Domain.class);
  private final Map<Domain, List<Reading>> authored = new EnumMap<>(Domain.class);
  private final Evictor evictor;
  private long heldBytes;
  private long accepted;
  private long receipted;

  GroupCommit(
      SpoolFile file,
      SpoolConfig config,
      String gateway,
      long epoch,
      long nowMs,
      Map<Domain, StreamStatus> streams,
      Map<String, DeviceCount> devices) {
    this.file = file;
    this.config = config;
    this.gateway = gateway;
    this.epoch = epoch;
    this.nowMs = nowMs;
    this.streams = new EnumMap<>(streams);
    this.devices = devices;
    this.evictor = new Evictor(file, config.evict(), this.streams);
    this.heldBytes = streams.values().stream().mapToLong(StreamStatus::bytes).sum();
  }

  /**
   * Takes readings into the transaction.
   *
   * @throws SpoolFullException when the domain's budget does not hold them, even with everything
   *     given up that the policy allows; none was taken, and nothing given up
   */
  void append(Domain domain, List<Reading> readings) throws SpoolFullException, SQLException {
    long bytes = 0;
    for (Reading reading : readings) {
      bytes += size(reading);
    }
    makeRoom(domain, bytes, config.budget().bytes(domain, config.maxBytes()));
    heldBytes += bytes;
    accepted += readings.size();
    List<Reading> list = gathered.computeIfAbsent(domain, d -> new ArrayList<>());
    for (Reading reading : readings) {
      list.add(reading.toBuilder().setAcceptedAtMs(nowMs).build());
      DeviceCount before = seenOf(reading.getDevice());
      seen.put(
          reading.getDevice(), new DeviceCount(nowMs, before.accepted() + 1, before.evicted()));
    }
  }

  /**
   * Adds a reading that comes after everything gathered. It may use a little more than the whole
   * budget, so that a full spool can still say so.
   *
   * @throws SpoolFullException when even that is used up
   */
  void author(Request.Author request) throws SpoolFullException, SQLException {
    Domain domain = request.domain();
    Reading written = request.author().write(pending(domain), this::told);
    long evictedBefore = evictor.bytes();
    makeRoom(domain, size(written), config.heartbeatBytes());
    if (evictor.bytes() > evictedBefore) {
      written = request.author().write(pending(domain), this::told);
    }
    heldBytes += size(written);
    authored
        .computeIfAbsent(domain, d -> new ArrayList<>())
        .add(written.toBuilder().setAcceptedAtMs(nowMs).build());
  }

  /** Deletes receipted batches and returns how many there were. */
  long delete(Domain domain, List<SequenceRange> ranges) throws SQLException {
    SpoolFile.Removed removed = SpoolFile.Removed.NOTHING;
    for (SequenceRange range : ranges) {
      if (range.getFirst() >= 1 && range.getLast() >= range.getFirst()) {
        removed = removed.plus(file.delete(domain, range.getFirst(), range.getLast()));
      }
    }
    if (removed.batches() > 0) {
      StreamStatus before = status(domain);
      streams.put(domain, before.without(removed, file.oldest(domain, before.nextSequence())));
      heldBytes -= removed.bytes();
      receipted += removed.readings();
    }
    return removed.batches();
  }

  /** Writes the batches and commits; returns once the disk has them. */
  void commit() throws SQLException {
    for (Domain domain : Spool.DOMAINS) {
      List<Reading> readings = gathered.getOrDefault(domain, List.of());
      List<Reading> last = authored.getOrDefault(domain, List.of());
      if (!readings.isEmpty() || !last.isEmpty()) {
        write(domain, readings, last);
      }
    }
    evictor.devices().keySet().forEach(device -> seen.put(device, seenOf(device)));
    for (Map.Entry<String, DeviceCount> entry : seen.entrySet()) {
      entry.setValue(told(entry.getKey()));
      file.putDevice(entry.getKey(), entry.getValue());
    }
    file.commit();
  }

  /** State of every stream once committed. */
  Map<Domain, StreamStatus> streams() {
    return streams;
  }

  /** Devices whose counts this transaction changes. */
  Map<String, DeviceCount> seen() {
    return seen;
  }

  /** Counts once committed. */
  SpoolCounts counts(SpoolCounts before) {
    return before.stored(accepted, receipted, evictor.readings());
  }

  private void makeRoom(Domain domain, long bytes, long budget)
      throws SpoolFullException, SQLException {
    long missing = heldBytes + bytes - budget;
    if (missing <= 0) {
      return;
    }
    if (missing > evictor.available(domain)) {
      throw new SpoolFullException(domain, heldBytes, budget);
    }
    long before = evictor.bytes();
    evictor.free(domain, missing);
    heldBytes -= evictor.bytes() - before;
  }

  /** On disk; accepted_at_ms and framing come on top of what was given. */
  private static long size(Reading reading) {
    return reading.getSerializedSize() + 16L;
  }

  private DeviceCount seenOf(String device) {
    DeviceCount now = seen.get(device);
    return now != null ? now : devices.getOrDefault(device, DeviceCount.NEVER);
  }

  /** A device's counts as they will be once committed. */
  private DeviceCount told(String device) {
    DeviceCount count = seenOf(device);
    long evicted = evictor.devices().getOrDefault(device, 0L);
    return new DeviceCount(count.lastSeenMs(), count.accepted(), count.evicted() + evicted);
  }

  private void write(Domain domain, List<Reading> readings, List<Reading> last)
      throws SQLException {
    List<Reading> all = new ArrayList<>(readings);
    all.addAll(last);
    StreamStatus before = status(domain);
    long sequence = before.nextSequence();
    long bytes = 0;
    TelemetryBatch.Builder batch = TelemetryBatch.newBuilder();
    int size = 0;
    for (int i = 0; i < all.size(); i++) {
      batch.addReadings(all.get(i));
      size += all.get(i).getSerializedSize();
      boolean full = i + 1 == all.size() || size + all.get(i + 1).getSerializedSize() > BATCH_BYTES;
      if (full) {
        StoredBatch stored = stored(domain, sequence++, batch);
        file.insert(stored);
        bytes += stored.bytes().size();
        batch = TelemetryBatch.newBuilder();
        size = 0;
      }
    }
    StreamStatus now = before.with(sequence - before.nextSequence(), bytes, readings.size(), nowMs);
    file.putStream(domain, now);
    streams.put(domain, now);
  }

  private StoredBatch stored(Domain domain, long sequence, TelemetryBatch.Builder batch) {
    return StoredBatch.of(
        batch.setGateway(gateway).setDomain(domain).setEpoch(epoch).setSequence(sequence).build(),
        nowMs);
  }

  /** The stream as a heartbeat in this transaction should describe it. */
  private StreamStatus pending(Domain domain) {
    return status(domain).withPending(gathered.getOrDefault(domain, List.of()).size());
  }

  private StreamStatus status(Domain domain) {
    StreamStatus status = streams.get(domain);
    if (status == null) {
      throw new CompletionException(new IllegalArgumentException("no stream for " + domain));
    }
    return status;
  }
}
