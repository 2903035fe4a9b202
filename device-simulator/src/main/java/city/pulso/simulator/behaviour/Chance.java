package city.pulso.simulator.behaviour;

import java.util.SplittableRandom;

/** Chance that can be asked again: the same seed, name and slot always give the same answer. */
final class Chance {
  private final long seed;

  Chance(long seed, String name) {
    this.seed = mix(seed ^ mix(name.hashCode() * 0x9e3779b97f4a7c15L));
  }

  /** A part of this chance with a name of its own. */
  Chance of(String name) {
    return new Chance(seed, name);
  }

  /** 0 to 1, evenly. */
  double at(long slot) {
    return (mix(seed + slot * 0x9e3779b97f4a7c15L) >>> 11) * 0x1.0p-53;
  }

  /** -1 to 1, by slots of that length, smooth from one to the next. */
  double smooth(long ms, long slotMs) {
    long slot = Math.floorDiv(ms, slotMs);
    double x = (double) Math.floorMod(ms, slotMs) / slotMs;
    double ease = x * x * (3 - 2 * x);
    return 2 * (at(slot) * (1 - ease) + at(slot + 1) * ease) - 1;
  }

  /** About normal, mean 0, deviation 1, never beyond 3.5. */
  double normal(long slot) {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += at(slot * 4 + i);
    }
    return (sum - 2) * Math.sqrt(3);
  }

  /** A generator for one day of one thing. */
  SplittableRandom day(long epochDay) {
    return new SplittableRandom(mix(seed + epochDay));
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
