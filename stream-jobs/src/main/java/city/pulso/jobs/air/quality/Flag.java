package city.pulso.jobs.air.quality;

/** Why a value is doubtful. The order is part of the state's byte format: append only. */
public enum Flag {
  /** Not a finite number. */
  NOT_A_NUMBER("nan", true),
  /** A code that devices send in place of a value. */
  SENTINEL("sentinel", true),
  /** Outside what can be. */
  RANGE("range", true),
  /** PM2.5 above PM10 by more than the noise: an optical or wiring fault. */
  PM_RATIO("pm2_5-above-pm10", true),
  /** The same value for longer than this sensor repeats itself. */
  STUCK("stuck", true),
  /** Far from its own last hours while the neighbourhood is quiet. */
  SPIKE("spike", true),
  /** The same, but nothing is known about the neighbourhood: noted, still averaged. */
  SPIKE_SUSPECTED("spike-suspected", false),
  /** Changes faster than weather does: noted. */
  RATE("rate", false),
  /** Corrected for humidity before it was averaged: noted. */
  HUMIDITY_CORRECTED("humidity-corrected", false),
  /** The correction came out below zero and was taken as 0: noted. */
  CLIPPED("clipped", false),
  /** The station asks for a correction, and its humidity is missing or doubtful. */
  HUMIDITY_MISSING("humidity-missing", true),
  /** The device sent this reading before, at another moment: same counter, same values. */
  DUPLICATE("duplicate", true),
  /** A gas cell that was switched on a moment ago. */
  WARM_UP("warm-up", true);

  private final String key;
  private final boolean excludes;

  Flag(String key, boolean excludes) {
    this.key = key;
    this.excludes = excludes;
  }

  public String key() {
    return key;
  }

  /** This reason in a set of bits. */
  public int bit() {
    return 1 << ordinal();
  }

  /** Whether the value enters no average. */
  public boolean excludes() {
    return excludes;
  }
}
