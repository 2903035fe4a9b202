package city.pulso.jobs.ledger;

import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.ledger.Account.Spool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The book of one device: opened from its account, told one reading or one heartbeat, turned into
 * an account again. Plain Java; not thread-safe.
 *
 * <p>An hour is told when a heartbeat proves that all of it has been heard, and told again when it
 * changes; one in which something is missing is told as far as it goes by the next heartbeat. What
 * a device should have sent is known from its own sequence numbers, or else from the longest
 * interval the registry allows it. What a gateway accepted must have been received or evicted by
 * the time its heartbeat is heard: the remainder is a loss.
 */
final class DeviceBook {
  /** Told hours that can still change. */
  static final long KEPT_MS = Duration.ofHours(48).toMillis();

  /** Of a longer silence only its last part is told, hour by hour. */
  static final long LONGEST_SILENCE_MS = Duration.ofDays(7).toMillis();

  private static final long HOUR_MS = Duration.ofHours(1).toMillis();

  /** A larger step is a device that counts anew, not one that lost so many. */
  private static final long LARGEST_GAP = 10_000;

  /** A number so far back is out of order; further back the device counts anew. */
  private static final long OUT_OF_ORDER = 64;

  private static final int MAX_SPOOLS = 2;

  private final Hours hours;
  private final long sinceMs;
  private final List<Spool> spools;
  private final List<Long> changed;
  private long openHourMs;
  private long sequence;
  private long sequenceAtMs;
  private long unaccounted;
  private long beyond;

  /**
   * @param atMs event time of the evidence at hand: where a new account begins
   */
  DeviceBook(@Nullable Account account, Hours hours, long atMs) {
    this.hours = hours;
    if (account == null) {
      sinceMs = atMs;
      openHourMs = hourOf(atMs);
      sequence = -1;
      spools = new ArrayList<>();
      changed = new ArrayList<>();
    } else {
      sinceMs = account.sinceMs();
      openHourMs = account.openHourMs();
      sequence = account.sequence();
      sequenceAtMs = account.sequenceAtMs();
      unaccounted = account.unaccounted();
      spools = new ArrayList<>(account.spools());
      changed = new ArrayList<>(account.changed());
    }
  }

  /**
   * Takes in a reading.
   *
   * @param number the device's own sequence number; absent: it has none
   * @param doubtful whether its time is in the future or the far past
   */
  void reading(Origin origin, long observedMs, @Nullable Long number, boolean doubtful)
      throws Exception {
    if (origin.repeated()) {
      if (origin.salvaged()) {
        receivedFrom(spool(origin));
      }
      add(hourOf(observedMs), HourCount.repeated());
      return;
    }
    receivedFrom(spool(origin));
    if (origin.unusable()) {
      tell(hourOf(observedMs), HourCount.refusedByJob());
    } else {
      add(hourOf(observedMs), HourCount.received(hourOf(observedMs) < openHourMs, doubtful));
    }
    if (number != null) {
      number(number, observedMs);
    }
  }

  /**
   * Takes in what a heartbeat says of the device, and tells what it proves.
   *
   * @param intervalS longest time between two reports of a healthy device; 0 = not known
   * @return changed hours, then completed ones, in order
   */
  List<HourRow> heartbeat(Origin origin, long atMs, int intervalS) throws Exception {
    Spool spool = spool(origin);
    long net = origin.accepted() - origin.evicted() - spool.received();
    long before = spool.before() >= 0 ? spool.before() : beforeUs(origin, net);
    boolean sameAgent = spool.agentStartedMs() == origin.agentStartedMs();
    long refused = origin.refused() - (sameAgent ? spool.refused() : 0);
    long evicted = origin.evicted() - spool.evicted();
    spools.set(
        spools.indexOf(spool),
        new Spool(
            spool.epoch(),
            spool.received(),
            before,
            origin.refused(),
            origin.evicted(),
            origin.agentStartedMs()));
    List<HourRow> rows = complete(atMs, intervalS);
    unaccounted = Math.max(0, net - before);
    if (refused > 0 || evicted > 0) {
      String because = refused > 0 ? origin.refusedBecause() : "";
      add(hourOf(atMs), HourCount.givenUp(Math.max(0, refused), Math.max(0, evicted), because));
      if (hourOf(atMs) == openHourMs) {
        rows.add(row(openHourMs, intervalS, atMs));
      }
    }
    return rows;
  }

  /** Readings that fell into hours no longer kept: stored, but in no hour of the ledger. */
  long beyond() {
    return beyond;
  }

  Account account() {
    return new Account(
        sinceMs,
        openHourMs,
        sequence,
        sequenceAtMs,
        unaccounted,
        List.copyOf(spools),
        List.copyOf(changed));
  }

  /** A stream that begins above 1 was receipted by a job whose state is gone. */
  private static long beforeUs(Origin origin, long net) {
    return origin.lowestSequence() > 1 ? Math.max(0, net) : 0;
  }

  private Spool spool(Origin origin) {
    for (Spool known : spools) {
      if (known.epoch() == origin.epoch()) {
        return known;
      }
    }
    Spool first = new Spool(origin.epoch(), 0, -1, 0, 0, origin.agentStartedMs());
    spools.add(0, first);
    if (spools.size() > MAX_SPOOLS) {
      spools.remove(MAX_SPOOLS);
    }
    return first;
  }

  private void receivedFrom(Spool spool) {
    spools.set(
        spools.indexOf(spool),
        new Spool(
            spool.epoch(),
            spool.received() + 1,
            spool.before(),
            spool.refused(),
            spool.evicted(),
            spool.agentStartedMs()));
  }

  private void number(long number, long observedMs) throws Exception {
    long step = number - sequence;
    boolean anew = sequence < 0 || number <= 1 || step > LARGEST_GAP || step < -OUT_OF_ORDER;
    if (!anew && step <= 0) {
      return; // counted as missing when a later one came
    }
    long missing = anew ? 0 : step - 1;
    // What is missing is spread over the time it must have been made in.
    for (long i = 1; i <= missing; i++) {
      tell(hourOf(sequenceAtMs + (observedMs - sequenceAtMs) * i / step), HourCount.numbered(1));
    }
    add(hourOf(observedMs), HourCount.numbered(1));
    sequence = number;
    sequenceAtMs = observedMs;
  }

  private void add(long hourMs, HourCount more) throws Exception {
    if (hourMs < openHourMs - KEPT_MS) {
      beyond += more.received() + more.duplicate();
      return;
    }
    HourCount known = hours.get(hourMs);
    hours.put(hourMs, known == null ? more : known.plus(more));
    if (hourMs < openHourMs && !changed.contains(hourMs)) {
      changed.add(hourMs);
    }
  }

  /** Something is missing: the hour is told by the next heartbeat, though it be not over. */
  private void tell(long hourMs, HourCount more) throws Exception {
    add(hourMs, more);
    if (hourMs == openHourMs && !changed.contains(hourMs)) {
      changed.add(hourMs);
    }
  }

  private List<HourRow> complete(long atMs, int intervalS) throws Exception {
    List<HourRow> rows = new ArrayList<>(1);
    for (long hourMs : changed) {
      if (hourMs < openHourMs || atMs < hourMs + HOUR_MS) {
        rows.add(row(hourMs, intervalS, atMs));
      }
    }
    changed.clear();
    openHourMs = Math.max(openHourMs, hourOf(atMs - LONGEST_SILENCE_MS));
    boolean told = false;
    for (; openHourMs + HOUR_MS <= atMs; openHourMs += HOUR_MS) {
      rows.add(row(openHourMs, intervalS, atMs));
      told = true;
    }
    if (told) {
      hours.forgetBefore(openHourMs - KEPT_MS);
    }
    return rows;
  }

  private HourRow row(long hourMs, int intervalS, long atMs) throws Exception {
    HourCount known = hours.get(hourMs);
    HourCount count = known == null ? HourCount.NONE : known;
    return new HourRow(hourMs, expected(hourMs, count, intervalS, atMs), count, unaccounted);
  }

  private @Nullable Long expected(long hourMs, HourCount count, int intervalS, long atMs) {
    if (count.numbered() > 0) {
      return (long) count.numbered();
    }
    long known = Math.min(hourMs + HOUR_MS, atMs) - Math.max(hourMs, sinceMs);
    return intervalS <= 0 || known <= 0 ? null : known / (intervalS * 1000L);
  }

  private static long hourOf(long atMs) {
    return Math.floorDiv(atMs, HOUR_MS) * HOUR_MS;
  }
}
