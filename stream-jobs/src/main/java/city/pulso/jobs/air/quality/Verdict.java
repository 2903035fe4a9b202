package city.pulso.jobs.air.quality;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What quality control says about one reading.
 *
 * @param flags reasons by quantity; a quantity without any is absent
 * @param accepted pollutants that may enter averages, with their values
 * @param excluded whether a pollutant of this reading may not
 * @param memory what to remember for the next reading
 */
public record Verdict(
    Map<Quantity, Set<Flag>> flags,
    Map<Pollutant, Double> accepted,
    boolean excluded,
    QualityMemory memory) {

  public Verdict {
    if (flags.isEmpty()) {
      flags = Map.of();
    } else {
      Map<Quantity, Set<Flag>> copy = new EnumMap<>(Quantity.class);
      flags.forEach((quantity, set) -> copy.put(quantity, Collections.unmodifiableSet(copy(set))));
      flags = Collections.unmodifiableMap(copy);
    }
    Map<Pollutant, Double> values = new EnumMap<>(Pollutant.class);
    values.putAll(accepted);
    accepted = Collections.unmodifiableMap(values);
  }

  /** The flags as stored: {@code pm2_5:stuck}, in the order of the quantities. */
  public List<String> texts() {
    if (flags.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    flags.forEach(
        (quantity, set) -> set.forEach(flag -> texts.add(quantity.key() + ":" + flag.key())));
    return texts;
  }

  /** The reasons noted on any quantity, one bit each, see {@link Flag#bit()}. */
  public int reasons() {
    int bits = 0;
    for (Set<Flag> set : flags.values()) {
      for (Flag flag : set) {
        bits |= flag.bit();
      }
    }
    return bits;
  }

  private static EnumSet<Flag> copy(Set<Flag> set) {
    EnumSet<Flag> copy = EnumSet.noneOf(Flag.class);
    copy.addAll(set);
    return copy;
  }
}
