package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came together at a site over some days: outdoor concentration times time.
 *
 * @param days 1 or 7, ending with the hour it is said for
 * @param open true: only while the site was open; false: all the time
 * @param hours length of that time, hours; of opening hours a part of an hour counts as such
 * @param doses by pollutant, those without enough data too
 * @param categories time in the categories of each scheme, in the order of the schemes
 */
public record Dose(
    int days,
    boolean open,
    double hours,
    Map<Pollutant, Cumulated> doses,
    List<CategoryTime> categories) {

  public Dose {
    Map<Pollutant, Cumulated> copy = new EnumMap<>(Pollutant.class);
    copy.putAll(doses);
    doses = Collections.unmodifiableMap(copy);
    categories = List.copyOf(categories);
  }

  /**
   * Dose of one pollutant.
   *
   * @param microgramHours sum of concentration times time, ug/m3·h, gases at 25 degrees Celsius;
   *     scaled up to the whole time; null below 75 % coverage, which never means little
   * @param guidelineTimes how many times the dose of air that keeps exactly the WHO 24 h guideline
   *     of 2021 for the same time; null without a dose or where WHO states no such level (ozone)
   * @param coveredPercent share of the time with an estimate, 0 to 100
   */
  public record Cumulated(
      @Nullable Double microgramHours,
      @Nullable BigDecimal guidelineTimes,
      double coveredPercent) {}

  /**
   * Time in the categories of one scheme.
   *
   * @param scheme its tag
   * @param judgedHours hours with an index; the rest is "no data", never "good"
   * @param worseThan hours in a category worse than the first, the second, …; one less than the
   *     scheme has categories
   */
  public record CategoryTime(String scheme, double judgedHours, List<Double> worseThan) {
    public CategoryTime {
      worseThan = List.copyOf(worseThan);
    }
  }
}
