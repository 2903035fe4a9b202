package city.pulso.jobs.air.average;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hourly means of one station seen from one hour backwards: what every index rests on. Age 0 is the
 * hour itself, age 23 the oldest one kept. An hour without a valid mean is a hole, never a zero.
 */
public final class RecentHours {
  /** Hours kept: the longest mean any index needs. */
  public static final int DEPTH = 24;

  private static final BigDecimal SHARE = new BigDecimal("0.75");

  private final Map<Pollutant, List<@Nullable BigDecimal>> newestFirst;

  private RecentHours(Map<Pollutant, List<@Nullable BigDecimal>> newestFirst) {
    this.newestFirst = newestFirst;
  }

  /** Collects hourly means by age. */
  public static final class Builder {
    private final Map<Pollutant, List<@Nullable BigDecimal>> byAge = new EnumMap<>(Pollutant.class);

    /**
     * Adds one hourly mean.
     *
     * @param age whole hours before the newest hour; beyond {@link #DEPTH} it is not needed and
     *     left out
     * @param mean in the pollutant's own unit; null: the hour has no valid mean
     */
    public Builder put(Pollutant pollutant, int age, @Nullable BigDecimal mean) {
      if (age >= 0 && age < DEPTH && mean != null) {
        byAge.computeIfAbsent(pollutant, p -> holes()).set(age, mean);
      }
      return this;
    }

    public RecentHours build() {
      Map<Pollutant, List<@Nullable BigDecimal>> copy = new EnumMap<>(Pollutant.class);
      byAge.forEach((p, values) -> copy.put(p, new ArrayList<>(values)));
      return new RecentHours(copy);
    }

    private static List<@Nullable BigDecimal> holes() {
      return new ArrayList<>(Collections.nCopies(DEPTH, (@Nullable BigDecimal) null));
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The mean of the hour of that age, null where there is none. */
  public @Nullable BigDecimal at(Pollutant pollutant, int age) {
    List<@Nullable BigDecimal> values = newestFirst.get(pollutant);
    return values == null || age >= DEPTH ? null : values.get(age);
  }

  /** The newest {@code hours} means, newest first, holes included. */
  public List<@Nullable BigDecimal> newest(Pollutant pollutant, int hours) {
    List<@Nullable BigDecimal> newest = new ArrayList<>(hours);
    for (int age = 0; age < hours; age++) {
      newest.add(at(pollutant, age));
    }
    return newest;
  }

  /**
   * Running mean over the newest hours; null unless three quarters of them are there (6 of 8, 18 of
   * 24: 40 CFR part 58 appendix G and the usual rule elsewhere).
   */
  public @Nullable BigDecimal mean(Pollutant pollutant, int hours) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int age = 0; age < hours; age++) {
      BigDecimal value = at(pollutant, age);
      if (value != null) {
        sum = sum.add(value);
      }
    }
    int present = present(pollutant, hours);
    boolean complete =
        BigDecimal.valueOf(present).compareTo(SHARE.multiply(BigDecimal.valueOf(hours))) >= 0;
    return complete ? sum.divide(BigDecimal.valueOf(present), MathContext.DECIMAL64) : null;
  }

  /** How many of the newest hours have a mean. */
  public int present(Pollutant pollutant, int hours) {
    int present = 0;
    for (int age = 0; age < hours; age++) {
      present += at(pollutant, age) == null ? 0 : 1;
    }
    return present;
  }

  /** Pollutants with a mean in any of the hours. */
  public Set<Pollutant> measured() {
    return Collections.unmodifiableSet(newestFirst.keySet());
  }
}
