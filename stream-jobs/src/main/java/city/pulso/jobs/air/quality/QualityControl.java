package city.pulso.jobs.air.quality;

import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.QualityMemory.Device;
import city.pulso.jobs.air.quality.QualityMemory.Track;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
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

  private static final Quantity[] QUANTITIES = Quantity.values();

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
    @Nullable Double[] values = sample.byQuantity();
    int fingerprint = sample.sequence() == 0 ? 0 : fingerprint(values);
    Device device = heard(memory.device(), sample, fingerprint);
    // the same counter and values at another moment: what a device without a clock resent
    if (sample.sequence() != 0
        && memory.device().sent().repeats(sample.sequence(), sample.observedAtMs(), fingerprint)) {
      return duplicate(sample, memory);
    }
    Reasons reasons = new Reasons();
    @Nullable Track[] tracks = memory.tracks();
    boolean warmingUp = sample.observedAtMs() - device.onSinceMs() < warmUp.lengthMs();
    for (Quantity quantity : QUANTITIES) {
      Double value = values[quantity.ordinal()];
      if (value == null) {
        continue;
      }
      Flag own = onItsOwn(config.of(quantity), value);
      Track before = memory.track(quantity);
      if (own != null) {
        reasons.note(quantity, own);
      } else if (before == null || sample.observedAtMs() > before.lastMs()) {
        Track after = extend(before, sample.observedAtMs(), value);
        against(quantity, sample, value, before, after, neighbours, reasons);
        tracks[quantity.ordinal()] = after;
      }
      if (warmingUp && quantity.pollutant() != null && quantity.pollutant().gas()) {
        reasons.note(quantity, Flag.WARM_UP);
      }
    }
    compareParticles(values, reasons);
    return verdict(values, reasons, QualityMemory.with(tracks, device));
  }

  private static Verdict verdict(@Nullable Double[] values, Reasons reasons, QualityMemory memory) {
    Map<Pollutant, Double> accepted = new EnumMap<>(Pollutant.class);
    boolean excluded = false;
    for (Quantity quantity : QUANTITIES) {
      Pollutant pollutant = quantity.pollutant();
      Double value = values[quantity.ordinal()];
      if (pollutant == null || value == null) {
        continue;
      }
      if (reasons.exclude(quantity)) {
        excluded = true;
      } else {
        accepted.put(pollutant, value);
      }
    }
    return new Verdict(reasons.flags(), accepted, excluded, memory);
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
    Sent sent =
        sample.sequence() == 0
            ? before.sent()
            : before.sent().with(sample.sequence(), atMs, fingerprint);
    long onSinceMs = wasOff ? atMs - sample.averagedOverS() * 1000L : before.onSinceMs();
    return new Device(onSinceMs, atMs, sent);
  }

  /** The same in every process: an enum's own hash is not. */
  private static int fingerprint(@Nullable Double[] values) {
    int hash = 1;
    for (Quantity quantity : QUANTITIES) {
      Double value = values[quantity.ordinal()];
      if (value != null) {
        hash = 31 * (31 * hash + quantity.ordinal()) + value.hashCode();
      }
    }
    return hash;
  }

  private static @Nullable Flag onItsOwn(Limits limits, Double value) {
    if (!Double.isFinite(value)) {
      return Flag.NOT_A_NUMBER;
    }
    if (limits.isSentinel(value)) {
      return Flag.SENTINEL;
    }
    return value < limits.min() || value > limits.max() ? Flag.RANGE : null;
  }

  private void against(
      Quantity quantity,
      AirSample sample,
      double value,
      @Nullable Track before,
      Track after,
      Neighbours neighbours,
      Reasons reasons) {
    Limits limits = config.of(quantity);
    long runMs = sample.observedAtMs() - after.runSinceMs() + sample.averagedOverS() * 1000L;
    boolean repeats = after.runSinceMs() < sample.observedAtMs();
    if (repeats && runMs >= limits.stuckAfter(value).toMillis() && !limits.mayRepeat(value)) {
      reasons.note(quantity, Flag.STUCK);
    }
    if (before == null) {
      return;
    }
    if (limits.ratePerMinute() > 0) {
      double minutes = (sample.observedAtMs() - before.lastMs()) / (double) MINUTE_MS;
      double allowed = limits.ratePerMinute() * Math.max(1, minutes);
      if (Math.abs(value - before.runValue()) > allowed) {
        reasons.note(quantity, Flag.RATE);
      }
    } else if (neighbours != Neighbours.MOVING
        && quantity.pollutant() != null
        && deviates(limits, sample.observedAtMs(), value, before.recent())) {
      reasons.note(quantity, neighbours == Neighbours.QUIET ? Flag.SPIKE : Flag.SPIKE_SUSPECTED);
    }
  }

  private boolean deviates(Limits limits, long atMs, double value, Recent recent) {
    if (recent.areNear(value, config.spikeMads() * limits.noise())) {
      return false;
    }
    double[] values = recent.since(atMs - RECENT_MS).values();
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

  private void compareParticles(@Nullable Double[] values, Reasons reasons) {
    Double fine = values[Quantity.PM2_5.ordinal()];
    Double coarse = values[Quantity.PM10.ordinal()];
    if (fine == null
        || coarse == null
        || reasons.exclude(Quantity.PM2_5)
        || reasons.exclude(Quantity.PM10)) {
      return;
    }
    if (fine > coarse * config.pmRatio() + config.pmOffset()) {
      reasons.note(Quantity.PM2_5, Flag.PM_RATIO);
      reasons.note(Quantity.PM10, Flag.PM_RATIO);
    }
  }

  private static Track extend(@Nullable Track before, long atMs, double value) {
    if (before == null) {
      return new Track(value, atMs, atMs, Recent.NONE.with(atMs, value));
    }
    boolean sameRun = value == before.runValue() && atMs - before.lastMs() <= RUN_BREAKS_MS;
    Recent recent = before.recent().since(atMs - RECENT_MS);
    int size = recent.size();
    if (size == 0 || atMs - recent.atMs(size - 1) >= SPACING_MS) {
      recent = recent.with(atMs, value);
    }
    return new Track(value, sameRun ? before.runSinceMs() : atMs, atMs, recent);
  }
}
