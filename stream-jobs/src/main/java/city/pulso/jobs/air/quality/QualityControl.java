package city.pulso.jobs.air.quality;

import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.QualityMemory.Device;
import city.pulso.jobs.air.quality.QualityMemory.Point;
import city.pulso.jobs.air.quality.QualityMemory.Sent;
import city.pulso.jobs.air.quality.QualityMemory.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges one reading of one station, value by value. Keeps reading and flags instead of deleting:
 * the caller stores every value with its flags and averages the accepted ones.
 *
 * <p>Rules that compare with earlier values look only at readings in order of time; a reading older
 * than what was already seen is judged on its own.
 */
public final class QualityControl {
  /** What the stations around are doing, for telling a spike from an event. */
  public enum Neighbours {
    /** Their values stay near those of their own last hours. */
    QUIET,
    /** At least one moves too: a dust front, fireworks. */
    MOVING,
    UNKNOWN
  }

  private static final long RECENT_MS = Duration.ofHours(3).toMillis();
  private static final long SPACING_MS = Duration.ofMinutes(10).toMillis();
  private static final long RUN_BREAKS_MS = Duration.ofHours(2).toMillis();
  private static final long MINUTE_MS = Duration.ofMinutes(1).toMillis();
  private static final int SPIKE_NEEDS = 3;

  /** A device that was not heard for longer is taken to have been switched off. */
  static final Duration OFF_AFTER = Duration.ofHours(2);

  /** Readings whose counters are remembered. */
  private static final int SENT = 32;

  private final QualityConfig config;

  public QualityControl(QualityConfig config) {
    this.config = config;
  }

  /** Judges a reading without knowing the neighbours. */
  public Verdict judge(AirSample sample, QualityMemory memory) {
    return judge(sample, memory, Neighbours.UNKNOWN, WarmUp.NONE);
  }

  /** Judges a reading of a station that needs no warm-up. */
  public Verdict judge(AirSample sample, QualityMemory memory, Neighbours neighbours) {
    return judge(sample, memory, neighbours, WarmUp.NONE);
  }

  /** Judges a reading. */
  public Verdict judge(
      AirSample sample, QualityMemory memory, Neighbours neighbours, WarmUp warmUp) {
    int fingerprint = sample.sequence() == 0 ? 0 : fingerprint(sample);
    Device device = heard(memory.device(), sample, fingerprint);
    if (isDuplicate(memory.device(), sample, fingerprint)) {
      return duplicate(sample, memory);
    }
    Map<Quantity, Set<Flag>> flags = new EnumMap<>(Quantity.class);
    Map<Quantity, Track> tracks = new EnumMap<>(Quantity.class);
    tracks.putAll(memory.tracks());
    for (Map.Entry<Quantity, Double> reported : sample.values().entrySet()) {
      Quantity quantity = reported.getKey();
      double value = reported.getValue();
      EnumSet<Flag> own = onItsOwn(quantity, value);
      if (own.isEmpty()) {
        Track before = memory.tracks().get(quantity);
        if (before == null || sample.observedAtMs() > before.lastMs()) {
          Track after = extend(before, sample.observedAtMs(), value);
          against(quantity, sample, value, before, after, neighbours, own);
          tracks.put(quantity, after);
        }
      }
      if (!own.isEmpty()) {
        flags.put(quantity, own);
      }
    }
    compareParticles(sample, flags);
    if (sample.observedAtMs() - device.onSinceMs() < warmUp.lengthMs()) {
      sample.values().keySet().stream()
          .filter(quantity -> quantity.pollutant() != null && quantity.pollutant().gas())
          .forEach(
              quantity ->
                  flags
                      .computeIfAbsent(quantity, q -> EnumSet.noneOf(Flag.class))
                      .add(Flag.WARM_UP));
    }

    Map<Pollutant, Double> accepted = new EnumMap<>(Pollutant.class);
    boolean excluded = false;
    for (Map.Entry<Quantity, Double> entry : sample.values().entrySet()) {
      Pollutant pollutant = entry.getKey().pollutant();
      if (pollutant == null) {
        continue;
      }
      if (excludes(flags.get(entry.getKey()))) {
        excluded = true;
      } else {
        accepted.put(pollutant, entry.getValue());
      }
    }
    return new Verdict(flags, accepted, excluded, new QualityMemory(tracks, device));
  }

  /**
   * The same counter and the same values at another moment: what a device without a clock resent.
   */
  private static boolean isDuplicate(Device device, AirSample sample, int fingerprint) {
    if (sample.sequence() == 0) {
      return false;
    }
    for (Sent sent : device.sent()) {
      if (sent.sequence() == sample.sequence()
          && sent.atMs() != sample.observedAtMs()
          && sent.values() == fingerprint) {
        return true;
      }
    }
    return false;
  }

  private static Verdict duplicate(AirSample sample, QualityMemory memory) {
    Map<Quantity, Set<Flag>> flags = new EnumMap<>(Quantity.class);
    boolean excluded = false;
    for (Quantity quantity : sample.values().keySet()) {
      flags.put(quantity, EnumSet.of(Flag.DUPLICATE));
      excluded |= quantity.pollutant() != null;
    }
    return new Verdict(flags, Map.of(), excluded, memory);
  }

  private static Device heard(Device before, AirSample sample, int fingerprint) {
    long atMs = sample.observedAtMs();
    if (before.lastMs() != Long.MIN_VALUE && atMs <= before.lastMs()) {
      return before;
    }
    boolean wasOff =
        before.lastMs() == Long.MIN_VALUE || atMs - before.lastMs() > OFF_AFTER.toMillis();
    List<Sent> sent = before.sent();
    if (sample.sequence() != 0) {
      List<Sent> more = new ArrayList<>(SENT);
      more.addAll(sent.subList(Math.max(0, sent.size() - SENT + 1), sent.size()));
      more.add(new Sent(sample.sequence(), atMs, fingerprint));
      sent = more;
    }
    long onSinceMs = wasOff ? atMs - sample.averagedOverS() * 1000L : before.onSinceMs();
    return new Device(onSinceMs, atMs, sent);
  }

  /** The same in every process: an enum's own hash is not. */
  private static int fingerprint(AirSample sample) {
    int hash = 1;
    for (Map.Entry<Quantity, Double> value : sample.values().entrySet()) {
      hash = 31 * (31 * hash + value.getKey().ordinal()) + value.getValue().hashCode();
    }
    return hash;
  }

  private EnumSet<Flag> onItsOwn(Quantity quantity, double value) {
    Limits limits = config.of(quantity);
    if (!Double.isFinite(value)) {
      return EnumSet.of(Flag.NOT_A_NUMBER);
    }
    if (limits.sentinels().contains(value)) {
      return EnumSet.of(Flag.SENTINEL);
    }
    return value < limits.min() || value > limits.max()
        ? EnumSet.of(Flag.RANGE)
        : EnumSet.noneOf(Flag.class);
  }

  private void against(
      Quantity quantity,
      AirSample sample,
      double value,
      @Nullable Track before,
      Track after,
      Neighbours neighbours,
      Set<Flag> found) {
    Limits limits = config.of(quantity);
    long runMs = sample.observedAtMs() - after.runSinceMs() + sample.averagedOverS() * 1000L;
    boolean repeats = after.runSinceMs() < sample.observedAtMs();
    if (repeats && runMs >= limits.stuckAfter(value).toMillis() && !limits.mayRepeat(value)) {
      found.add(Flag.STUCK);
    }
    if (before == null) {
      return;
    }
    if (limits.ratePerMinute() > 0) {
      double minutes = (sample.observedAtMs() - before.lastMs()) / (double) MINUTE_MS;
      double allowed = limits.ratePerMinute() * Math.max(1, minutes);
      if (Math.abs(value - before.runValue()) > allowed) {
        found.add(Flag.RATE);
      }
    } else if (neighbours != Neighbours.MOVING
        && quantity.pollutant() != null
        && deviates(limits, sample.observedAtMs(), value, before.recent())) {
      found.add(neighbours == Neighbours.QUIET ? Flag.SPIKE : Flag.SPIKE_SUSPECTED);
    }
  }

  private boolean deviates(Limits limits, long atMs, double value, List<Point> recent) {
    if (isNear(recent, value, config.spikeMads() * limits.noise())) {
      return false;
    }
    double[] values =
        recent.stream()
            .filter(p -> p.atMs() >= atMs - RECENT_MS)
            .mapToDouble(Point::value)
            .toArray();
    if (values.length < SPIKE_NEEDS) {
      return false;
    }
    double median = Median.of(values);
    double[] deviations = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      deviations[i] = Math.abs(values[i] - median);
    }
    double mad = Math.max(Median.of(deviations), limits.noise());
    return Math.abs(value - median) > config.spikeMads() * mad;
  }

  /** Whether a value is that close to each of the others, and so to any median of some of them. */
  private static boolean isNear(List<Point> recent, double value, double distance) {
    for (Point point : recent) {
      if (Math.abs(value - point.value()) > distance) {
        return false;
      }
    }
    return true;
  }

  private void compareParticles(AirSample sample, Map<Quantity, Set<Flag>> flags) {
    Double fine = sample.values().get(Quantity.PM2_5);
    Double coarse = sample.values().get(Quantity.PM10);
    if (fine == null
        || coarse == null
        || flags.containsKey(Quantity.PM2_5) && excludes(flags.get(Quantity.PM2_5))
        || flags.containsKey(Quantity.PM10) && excludes(flags.get(Quantity.PM10))) {
      return;
    }
    if (fine > coarse * config.pmRatio() + config.pmOffset()) {
      flags.computeIfAbsent(Quantity.PM2_5, q -> EnumSet.noneOf(Flag.class)).add(Flag.PM_RATIO);
      flags.computeIfAbsent(Quantity.PM10, q -> EnumSet.noneOf(Flag.class)).add(Flag.PM_RATIO);
    }
  }

  private static boolean excludes(@Nullable Set<Flag> flags) {
    if (flags != null) {
      for (Flag flag : flags) {
        if (flag.excludes()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Track extend(@Nullable Track before, long atMs, double value) {
    if (before == null) {
      return new Track(value, atMs, atMs, List.of(new Point(atMs, value)));
    }
    boolean sameRun = value == before.runValue() && atMs - before.lastMs() <= RUN_BREAKS_MS;
    List<Point> recent = before.recent();
    int old = 0;
    while (old < recent.size() && recent.get(old).atMs() < atMs - RECENT_MS) {
      old++;
    }
    boolean adds =
        old == recent.size() || atMs - recent.get(recent.size() - 1).atMs() >= SPACING_MS;
    if (old > 0 || adds) {
      List<Point> newer = new ArrayList<>(recent.size() - old + 1);
      newer.addAll(recent.subList(old, recent.size()));
      if (adds) {
        newer.add(new Point(atMs, value));
      }
      recent = newer;
    }
    return new Track(value, sameRun ? before.runSinceMs() : atMs, atMs, recent);
  }
}
