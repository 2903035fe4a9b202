package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.exposure.Dose.CategoryTime;
import city.pulso.jobs.air.exposure.Dose.Cumulated;
import city.pulso.jobs.air.exposure.SiteWeek.Hour;
import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.index.WhoGuideline;
import city.pulso.jobs.air.pollutant.GasUnits;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what people at a site may have breathed outdoors: the dose over 24 hours and 7 days and
 * the hours in each category, all the time and while the site is open.
 *
 * <p>An hour that late data changed is noted, and the doses that rest on it are said again, once,
 * with the next new hour.
 */
public final class SiteDose {
  /** Hours kept: seven days, and those that late data can still change. */
  public static final int KEPT_HOURS = 7 * 24 + SiteExposure.KEPT_HOURS;

  private static final long HOUR_MS = SiteExposure.HOUR_MS;
  private static final int[] DAYS = {1, 7};
  private static final double NEEDED_SHARE = 0.75;

  /** Estimates are doubles: this many decimals are meant. */
  private static final int DECIMALS = 6;

  private final List<IndexScheme> schemes;

  public SiteDose(List<IndexScheme> schemes) {
    this.schemes = List.copyOf(schemes);
  }

  /** How much of an hour a site is open. */
  @FunctionalInterface
  public interface Openness {
    /**
     * Share of the hour, 0 to 1.
     *
     * @param hourMs start of the hour, Unix milliseconds
     */
    double share(long hourMs);
  }

  /**
   * What came of an hour.
   *
   * @param week the site with it
   * @param due hours whose doses are to be said, oldest first
   */
  public record Step(SiteWeek week, List<Long> due) {
    public Step {
      due = List.copyOf(due);
    }
  }

  /** An hour of the site was said, or said again. */
  public Step hour(SiteWeek week, long hourMs, Map<Pollutant, Double> values) {
    NavigableMap<Long, Hour> hours = new TreeMap<>(week.hours());
    long newest = hours.isEmpty() ? Long.MIN_VALUE : hours.lastKey();
    if (!hours.isEmpty() && hourMs < newest - SiteExposure.KEPT_MS) {
      return new Step(week, List.of());
    }
    Hour before = hours.get(hourMs);
    hours.put(hourMs, new Hour(values, List.of(), before == null ? 0 : before.revision()));
    for (long at : hours.subMap(hourMs, hourMs + RecentHours.DEPTH * HOUR_MS).keySet()) {
      hours.computeIfPresent(at, (ms, hour) -> hour.ranked(ranks(hours, ms)));
    }
    if (hourMs < newest) {
      return new Step(new SiteWeek(hours, Math.min(week.changedFromMs(), hourMs)), List.of());
    }
    long from = hourMs > newest ? Math.min(week.changedFromMs(), hourMs) : hourMs;
    List<Long> due = new ArrayList<>(hours.tailMap(from, true).keySet());
    due.forEach(ms -> hours.computeIfPresent(ms, (at, hour) -> hour.saidAgain()));
    hours.headMap(hourMs - KEPT_HOURS * HOUR_MS, true).clear();
    return new Step(
        new SiteWeek(hours, hourMs > newest ? Long.MAX_VALUE : week.changedFromMs()), due);
  }

  /** The doses that end with an hour: 24 hours and 7 days, all the time. */
  public List<Dose> always(SiteWeek week, long hourMs) {
    return doses(week, hourMs, false, ms -> 1);
  }

  /** The same while the site is open. */
  public List<Dose> whileOpen(SiteWeek week, long hourMs, Openness openness) {
    return doses(week, hourMs, true, openness);
  }

  private List<Dose> doses(SiteWeek week, long hourMs, boolean open, Openness openness) {
    List<Dose> doses = new ArrayList<>();
    for (int days : DAYS) {
      Sum sum = new Sum();
      for (int age = 0; age < days * 24; age++) {
        long at = hourMs - age * HOUR_MS;
        double share = openness.share(at);
        if (share > 0) {
          sum.add(share, week.hours().get(at));
        }
      }
      doses.add(new Dose(days, open, sum.hours, sum.doses(), sum.categories()));
    }
    return doses;
  }

  private List<Integer> ranks(NavigableMap<Long, Hour> hours, long hourMs) {
    RecentHours.Builder recent = RecentHours.builder();
    for (int age = 0; age < RecentHours.DEPTH; age++) {
      Hour hour = hours.get(hourMs - age * HOUR_MS);
      if (hour != null) {
        int atAge = age;
        hour.values().forEach((pollutant, value) -> recent.put(pollutant, atAge, decimal(value)));
      }
    }
    RecentHours built = recent.build();
    return schemes.stream().map(scheme -> scheme.index(built).category().rank()).toList();
  }

  private static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
  }

  /** Adds hours up. */
  private final class Sum {
    private double hours;
    private final Map<Pollutant, Double> products = new EnumMap<>(Pollutant.class);
    private final Map<Pollutant, Double> covered = new EnumMap<>(Pollutant.class);
    private final List<Map<Integer, Double>> byRank = new ArrayList<>();

    Sum() {
      schemes.forEach(scheme -> byRank.add(new TreeMap<>()));
    }

    void add(double share, @Nullable Hour hour) {
      hours += share;
      if (hour == null) {
        return;
      }
      hour.values()
          .forEach(
              (pollutant, value) -> {
                products.merge(pollutant, value * share, Double::sum);
                covered.merge(pollutant, share, Double::sum);
              });
      for (int i = 0; i < hour.ranks().size(); i++) {
        byRank.get(i).merge(hour.ranks().get(i), share, Double::sum);
      }
    }

    Map<Pollutant, Cumulated> doses() {
      Map<Pollutant, Cumulated> doses = new EnumMap<>(Pollutant.class);
      if (hours > 0) {
        SiteExposure.POLLUTANTS.forEach(pollutant -> doses.put(pollutant, dose(pollutant)));
      }
      return doses;
    }

    private Cumulated dose(Pollutant pollutant) {
      double there = covered.getOrDefault(pollutant, 0.0);
      double percent = 100 * there / hours;
      // a hair less than three quarters of a sum of shares is three quarters
      if (there + 1e-9 < NEEDED_SHARE * hours) {
        return new Cumulated(null, null, percent);
      }
      double mean = products.getOrDefault(pollutant, 0.0) / there;
      BigDecimal microgram = GasUnits.AT_25_CEL.toMicrogram(pollutant, decimal(mean));
      WhoGuideline day = WhoGuideline.of(pollutant, WhoGuideline.Period.DAY);
      return new Cumulated(
          microgram.doubleValue() * hours, day == null ? null : day.times(microgram), percent);
    }

    List<CategoryTime> categories() {
      List<CategoryTime> times = new ArrayList<>();
      for (int i = 0; i < schemes.size(); i++) {
        Map<Integer, Double> ranks = byRank.get(i);
        List<Double> worse = new ArrayList<>();
        for (int rank = 1; rank < schemes.get(i).categories().size(); rank++) {
          worse.add(from(ranks, rank + 1));
        }
        times.add(new CategoryTime(schemes.get(i).tag(), from(ranks, 1), worse));
      }
      return Collections.unmodifiableList(times);
    }

    private static double from(Map<Integer, Double> ranks, int least) {
      double hours = 0;
      for (Map.Entry<Integer, Double> rank : ranks.entrySet()) {
        hours += rank.getKey() >= least ? rank.getValue() : 0;
      }
      return hours;
    }
  }
}
