package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.SequenceRange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * One transaction in the making: gathers what several requests want stored, writes one batch per
 * domain (more when it would be too large) or continues the last one, and knows what the state will
 * be if the commit succeeds. Nothing outside changes before {@link #commit()} has returned.
 */
final class GroupCommit {
  private final SpoolFile file;
  private final String gateway;
  private final long nowMs;
  private final SpoolConfig config;
  private final Standing standing;
  private final Map<Domain, StreamStatus> streams;
  private final Map<String, DeviceState> seen = new HashMap<>();
  private final Map<Domain, List<Incoming>> gathered = new EnumMap<>(Domain.class);
  private final Map<Domain, List<Incoming>> authored = new EnumMap<>(Domain.class);
  private final Map<Domain, BatchDraft> open = new EnumMap<>(Domain.class);
  private final Evictor evictor;
  private long heldBytes;
  private long accepted;
  private long receipted;
  private boolean deleted;
  private boolean wroteTables;

  GroupCommit(SpoolFile file, SpoolConfig config, String gateway, long nowMs, Standing standing) {
    this.file = file;
    this.config = config;
    this.gateway = gateway;
    this.nowMs = nowMs;
    this.standing = standing;
    this.streams = new EnumMap<>(standing.streams());
    for (Domain domain : Spool.DOMAINS) {
      standing.open(domain).ifPresent(draft -> open.put(domain, draft));
    }
    this.evictor = new Evictor(file, config.evict(), this.streams);
    this.heldBytes = streams.values().stream().mapToLong(StreamStatus::bytes).sum();
  }

  /**
   * Takes readings into the transaction, except those that are on disk already: after a failure
   * their device was told that they are not, because nobody could know.
   *
   * @throws SpoolFullException when the domain's budget does not hold them, even with everything
   *     given up that the policy allows; none was taken, and nothing given up
   */
  void append(Domain domain, List<Incoming> readings) throws SpoolFullException, SQLException {
    List<Incoming> fresh = readings.stream().filter(each -> !isHeard(each)).toList();
    long bytes = 0;
    for (Incoming incoming : fresh) {
      bytes += size(incoming.reading());
    }
    makeRoom(domain, bytes, config.budget().bytes(domain, config.maxBytes()));
    heldBytes += bytes;
    accepted += fresh.size();
    List<Incoming> list = gathered.computeIfAbsent(domain, d -> new ArrayList<>());
    for (Incoming incoming : fresh) {
      list.add(stamped(incoming));
      String device = incoming.reading().getDevice();
      DeviceState before = seenOf(device);
      Heard heard = incoming.name().map(before.heard()::with).orElse(before.heard());
      seen.put(device, before.with(nowMs, heard));
    }
  }

  private boolean isHeard(Incoming incoming) {
    return incoming.name().filter(name -> seenOf(name.device()).heard().has(name)).isPresent();
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
        .add(stamped(Incoming.unnamed(written)));
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
      open.remove(domain);
      deleted = true;
    }
    return removed.batches();
  }

  /** Writes the batches and commits; returns once the disk has them. */
  void commit() throws SQLException {
    for (Domain domain : Spool.DOMAINS) {
      List<Incoming> all = new ArrayList<>(gathered.getOrDefault(domain, List.of()));
      all.addAll(authored.getOrDefault(domain, List.of()));
      if (!all.isEmpty()) {
        write(domain, all);
      }
    }
    evictor.devices().forEach((device, gone) -> seen.put(device, seenOf(device).withEvicted(gone)));
    // What goes can no longer be counted anew from the batches.
    if (deleted || evictor.bytes() > 0 || standing.due(accepted)) {
      writeTables();
    }
    file.commit();
  }

  /** What the tables say of streams and devices is up to date once this is committed. */
  private void writeTables() throws SQLException {
    for (Domain domain : Spool.DOMAINS) {
      file.putStream(domain, status(domain));
    }
    for (String device : standing.unwritten()) {
      file.putDevice(device, seenOf(device));
    }
    for (Map.Entry<String, DeviceState> entry : seen.entrySet()) {
      if (!standing.unwritten().contains(entry.getKey())) {
        file.putDevice(entry.getKey(), entry.getValue());
      }
    }
    // What a later commit added to a batch would not be counted anew.
    open.clear();
    wroteTables = true;
  }

  /** Whether the tables of streams and devices were written too. */
  boolean wroteTables() {
    return wroteTables;
  }

  /** The newest batch of a stream, when the next commit may continue it. */
  Optional<BatchDraft> open(Domain domain) {
    return Optional.ofNullable(open.get(domain));
  }

  /** Readings taken in, heartbeats not counted. */
  long accepted() {
    return accepted;
  }

  /** State of every stream once committed. */
  Map<Domain, StreamStatus> streams() {
    return streams;
  }

  /** Devices of which this transaction changes what is known. */
  Map<String, DeviceState> seen() {
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

  private Incoming stamped(Incoming incoming) {
    Reading reading = incoming.reading().toBuilder().setAcceptedAtMs(nowMs).build();
    return new Incoming(reading, incoming.bootId(), incoming.messageId());
  }

  private DeviceState seenOf(String device) {
    DeviceState now = seen.get(device);
    return now != null ? now : standing.device(device);
  }

  /** A device's counts as they will be once committed. */
  private DeviceCount told(String device) {
    return seenOf(device).withEvicted(evictor.devices().getOrDefault(device, 0L)).count();
  }

  private void write(Domain domain, List<Incoming> readings) throws SQLException {
    StreamStatus now = status(domain);
    BatchDraft last = open.get(domain);
    // It may have been given up meanwhile.
    BatchDraft draft =
        last != null && last.sequence() >= now.lowestSequence() ? last.continued() : fresh(domain);
    for (Incoming incoming : readings) {
      if (draft.isFullFor(incoming.reading())) {
        put(domain, draft);
        draft = fresh(domain);
      }
      draft.add(incoming);
    }
    put(domain, draft);
    if (draft.isOpen()) {
      open.put(domain, draft);
    } else {
      open.remove(domain);
    }
  }

  private BatchDraft fresh(Domain domain) {
    return BatchDraft.of(gateway, domain, standing.epoch(), status(domain).nextSequence(), nowMs);
  }

  private void put(Domain domain, BatchDraft draft) throws SQLException {
    BatchDraft.Written written = draft.write(file);
    streams.put(
        domain,
        status(domain)
            .with(written.isNew() ? 1 : 0, written.moreBytes(), written.moreReadings(), nowMs));
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
