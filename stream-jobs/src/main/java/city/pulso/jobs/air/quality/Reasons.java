package city.pulso.jobs.air.quality;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The flags of one reading while it is judged: of each quantity the bits of its flags. */
final class Reasons {
  private static final Quantity[] QUANTITIES = Quantity.values();
  private static final Flag[] FLAGS = Flag.values();
  private static final int EXCLUDING = excluding();

  private final int[] bits = new int[QUANTITIES.length];
  private boolean any;

  void note(Quantity quantity, Flag flag) {
    bits[quantity.ordinal()] |= flag.bit();
    any = true;
  }

  /** Whether the value may enter no average. */
  boolean exclude(Quantity quantity) {
    return (bits[quantity.ordinal()] & EXCLUDING) != 0;
  }

  /** By quantity; one without any is absent. */
  Map<Quantity, Set<Flag>> flags() {
    if (!any) {
      return Map.of();
    }
    Map<Quantity, Set<Flag>> flags = new EnumMap<>(Quantity.class);
    for (Quantity quantity : QUANTITIES) {
      for (Flag flag : FLAGS) {
        if ((bits[quantity.ordinal()] & flag.bit()) != 0) {
          flags.computeIfAbsent(quantity, q -> EnumSet.noneOf(Flag.class)).add(flag);
        }
      }
    }
    return flags;
  }

  private static int excluding() {
    int bits = 0;
    for (Flag flag : FLAGS) {
      bits |= flag.excludes() ? flag.bit() : 0;
    }
    return bits;
  }
}
