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
  private long heldBytes;

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
    this.heldBytes = streams.values().stream().mapToLong(StreamStatus::bytes).sum();
  }

  /**
   * Takes readings into the transaction.
   *
   * @throws SpoolFullException when the domain's budget does not hold them; none was taken
   */
  void append(Domain domain, List<Reading> readings) throws SpoolFullException {
    long bytes = 0;
    for (Reading reading : readings) {
      bytes += reading.getSerializedSize() + 16L; // accepted_at_ms and framing come on top
    }
    long budget = budget(domain);
    if (heldBytes + bytes > budget) {
      throw new SpoolFullException(domain, heldBytes, budget);
    }
    heldBytes += bytes;
    List<Reading> list = gathered.computeIfAbsent(domain, d -> new ArrayList<>());
    for (Reading reading : readings) {
      list.add(reading.toBuilder().setAcceptedAtMs(nowMs).build());
      DeviceCount before = seenOf(reading.getDevice());
      seen.put(reading.getDevice(), new DeviceCount(nowMs, before.accepted() + 1));
    }
  }

  /**
   * Adds a reading that comes after everything gathered; needs no budget: heartbeats always fit.
   */
  void author(Request.Author request) {
    Reading written = request.author().write(pending(request.domain()), this::seenOf);
    authored
        .computeIfAbsent(request.domain(), d -> new ArrayList<>())
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
      SpoolFile.Oldest first = file.oldest(domain, before.nextSequence());
      streams.put(
          domain,
          new StreamStatus(
              before.batches() - removed.batches(),
              before.bytes() - removed.bytes(),
              before.readings() - removed.readings(),
              first.acceptedMs(),
              first.sequence(),
              before.nextSequence(),
              before.accepted(),
              before.receipted() + removed.readings()));
      heldBytes -= removed.bytes();
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
    for (Map.Entry<String, DeviceCount> entry : seen.entrySet()) {
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

  DeviceCount seenOf(String device) {
    DeviceCount now = seen.get(device);
    return now != null ? now : devices.getOrDefault(device, DeviceCount.NEVER);
  }

  private void write(Domain domain, List<Reading> readings, List<Reading> last)
      throws SQLException {
    List<Reading> all = new ArrayList<>(readings);
    all.addAll(last);
    StreamStatus before = status(domain);
    long sequence = before.nextSequence();
    long bytes = before.bytes();
    long batches = before.batches();
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
        batches++;
        batch = TelemetryBatch.newBuilder();
        size = 0;
      }
    }
    long accepted = before.accepted() + readings.size();
    file.putStream(domain, sequence, accepted);
    long oldest = before.batches() == 0 ? nowMs : before.oldestAcceptedMs();
    streams.put(
        domain,
        new StreamStatus(
            batches,
            bytes,
            before.readings() + readings.size(),
            oldest,
            before.lowestSequence(),
            sequence,
            accepted,
            before.receipted()));
  }

  private StoredBatch stored(Domain domain, long sequence, TelemetryBatch.Builder batch) {
    TelemetryBatch whole =
        batch.setGateway(gateway).setDomain(domain).setEpoch(epoch).setSequence(sequence).build();
    int readings =
        (int) whole.getReadingsList().stream().filter(each -> !each.hasHeartbeat()).count();
    return new StoredBatch(domain, sequence, nowMs, readings, whole.toByteString());
  }

  /** The stream as a heartbeat in this transaction should describe it. */
  private StreamStatus pending(Domain domain) {
    StreamStatus now = status(domain);
    int gatheredHere = gathered.getOrDefault(domain, List.of()).size();
    return new StreamStatus(
        now.batches(),
        now.bytes(),
        now.readings(),
        now.oldestAcceptedMs(),
        now.lowestSequence(),
        now.nextSequence(),
        now.accepted() + gatheredHere,
        now.receipted());
  }

  private StreamStatus status(Domain domain) {
    StreamStatus status = streams.get(domain);
    if (status == null) {
      throw new CompletionException(new IllegalArgumentException("no stream for " + domain));
    }
    return status;
  }

  private long budget(Domain domain) {
    int percent =
        switch (domain) {
          case AIR -> 70;
          case PARKING -> 85;
          case HOMES, DOMAIN_UNSPECIFIED, UNRECOGNIZED -> 100;
        };
    return config.maxBytes() / 100 * percent;
  }
}
