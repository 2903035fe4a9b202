package city.pulso.jobs.air.index;

import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.pollutant.GasUnits;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Korea's Comprehensive Air-quality Index (통합대기환경지수). Source: airkorea.or.kr, khaiInfo.
 *
 * <p>Sub-indices are straight lines over the table, rounded half up (which fits every published
 * record known to us). Sub-indices of 101 or more are bad: two of them add 50 to the highest, three
 * or more 75. There is no index unless PM10, PM2.5, O3 and NO2 are all there.
 *
 * <p>Not settled by the published rule, decided here: a value inside a gap of the table (0.0205
 * ppm) lies on the line that joins its two neighbours; a value above the table has the table's last
 * index, 500.
 */
public final class CaiKorea implements IndexScheme {
  /** Tag of this scheme. */
  public static final String TAG = "kr-cai";

  /** The day since which PM2.5 has its present limits. */
  public static final LocalDate PRESENT_LIMITS_SINCE = LocalDate.of(2018, 3, 27);

  /** The table in force since 27 March 2018. */
  public static final CaiKorea SINCE_2018 = new CaiKorea("0", "15", "16", "35", "36", "75", "76");

  /** The table before: PM2.5 moderate to 50, bad to 100. For replayed old data. */
  public static final CaiKorea BEFORE_2018 =
      new CaiKorea("0", "15", "16", "50", "51", "100", "101");

  private static final List<IndexCategory> CATEGORIES =
      List.of(
          new IndexCategory("good", "좋음", 1, "#0000FF"),
          new IndexCategory("moderate", "보통", 2, "#00FF00"),
          new IndexCategory("bad", "나쁨", 3, "#FFFF00"),
          new IndexCategory("very-bad", "매우나쁨", 4, "#FF0000"));

  private static final int[] CATEGORY_ENDS = {50, 100, 250};
  private static final int TOP = 500;
  private static final int BAD = 101;
  private static final int TWO_BAD = 50;
  private static final int THREE_BAD = 75;
  private static final List<Pollutant> REQUIRED =
      List.of(Pollutant.PM10, Pollutant.PM2_5, Pollutant.O3, Pollutant.NO2);

  private final Map<Pollutant, List<Segment>> table = new EnumMap<>(Pollutant.class);

  private CaiKorea(String... pm25) {
    table.put(Pollutant.SO2, lines("0", "0.020", "0.021", "0.050", "0.051", "0.150", "0.151", "1"));
    table.put(Pollutant.CO, lines("0", "2", "2.01", "9", "9.01", "15", "15.01", "50"));
    table.put(
        Pollutant.O3, lines("0", "0.030", "0.031", "0.090", "0.091", "0.150", "0.151", "0.6"));
    table.put(Pollutant.NO2, lines("0", "0.030", "0.031", "0.060", "0.061", "0.200", "0.201", "2"));
    table.put(Pollutant.PM10, lines("0", "30", "31", "80", "81", "150", "151", "600"));
    table.put(
        Pollutant.PM2_5,
        lines(pm25[0], pm25[1], pm25[2], pm25[3], pm25[4], pm25[5], pm25[6], "500"));
  }

  /** The table in force on a day. */
  public static CaiKorea on(LocalDate day) {
    return day.isBefore(PRESENT_LIMITS_SINCE) ? BEFORE_2018 : SINCE_2018;
  }

  @Override
  public String tag() {
    return TAG;
  }

  @Override
  public List<IndexCategory> categories() {
    return CATEGORIES;
  }

  @Override
  public AirIndex index(RecentHours hours) {
    Map<Pollutant, BigDecimal> values = new EnumMap<>(Pollutant.class);
    for (Pollutant pollutant : table.keySet()) {
      if (pollutant.gas()) {
        BigDecimal hour = hours.at(pollutant, 0);
        if (hour != null) {
          values.put(pollutant, GasUnits.toPpm(pollutant, hour));
        }
      } else {
        DayEstimate estimate = DayEstimate.of(pollutant, hours.newest(pollutant, 12));
        if (estimate != null) {
          values.put(pollutant, BigDecimal.valueOf(estimate.published()));
        }
      }
    }
    return overall(values).index();
  }

  /**
   * An index with what it is made of.
   *
   * @param bad sub-indices of 101 or more
   * @param penalty what they add: 0, 50 or 75
   */
  public record Overall(AirIndex index, int bad, int penalty) {}

  /**
   * Overall index.
   *
   * @param values ppm for gases (1 h), ug/m3 for particles (the 24 h estimate)
   */
  public Overall overall(Map<Pollutant, BigDecimal> values) {
    Map<Pollutant, Integer> subIndices = new EnumMap<>(Pollutant.class);
    values.forEach(
        (pollutant, value) -> {
          if (table.containsKey(pollutant)) {
            subIndices.put(pollutant, subIndex(pollutant, value));
          }
        });
    if (!values.keySet().containsAll(REQUIRED)) {
      AirIndex none = new AirIndex(null, IndexCategory.NO_DATA, List.of(), subIndices, values);
      return new Overall(none, 0, 0);
    }
    int highest = Collections.max(subIndices.values());
    int bad = (int) subIndices.values().stream().filter(i -> i >= BAD).count();
    int penalty = bad >= 3 ? THREE_BAD : bad == 2 ? TWO_BAD : 0;
    int index = highest + penalty;
    return new Overall(
        new AirIndex(
            index, category(index), AirIndex.reaching(highest, subIndices), subIndices, values),
        bad,
        penalty);
  }

  /** Index of one pollutant: ppm for gases, ug/m3 for particles; below zero = zero. */
  public int subIndex(Pollutant pollutant, BigDecimal value) {
    BigDecimal c = value.max(BigDecimal.ZERO);
    Segment below = null;
    for (Segment segment : Objects.requireNonNull(table.get(pollutant))) {
      if (segment.contains(c)) {
        return segment.index(c);
      }
      if (below != null && c.compareTo(segment.low()) < 0) {
        return new Segment(below.high(), segment.low(), below.indexHigh(), segment.indexLow())
            .index(c);
      }
      below = segment;
    }
    return TOP;
  }

  /** Grade of an index, penalty included. */
  public IndexCategory category(int index) {
    int rank = 0;
    while (rank < CATEGORY_ENDS.length && index > CATEGORY_ENDS[rank]) {
      rank++;
    }
    return CATEGORIES.get(rank);
  }

  /**
   * Predicted 24 h mean of particles, so that the index reacts within hours: {@code C24E = (C12 *
   * 12 + C4 * 12) / 24}. C4 is the mean of the last four hours, of which an hour at or above M
   * (PM10 70, PM2.5 30 ug/m3) whose ratio to C12 is within 0.9 … 1.7 counts three quarters. The C12
   * of the present hour is used for all four. Needs 9 of 12 and 3 of 4 hours.
   *
   * @param c12 mean of the last twelve hours, ug/m3, 16 digits
   * @param c4 mean of the last four, scaled where the rule says so
   * @param c24e the estimate
   * @param published the estimate as AirKorea prints it: whole, half up
   */
  public record DayEstimate(BigDecimal c12, BigDecimal c4, BigDecimal c24e, int published) {
    private static final BigDecimal SCALED = new BigDecimal("0.75");
    private static final BigDecimal RATIO_LOW = new BigDecimal("0.9");
    private static final BigDecimal RATIO_HIGH = new BigDecimal("1.7");
    private static final BigDecimal TWO = new BigDecimal(2);

    /**
     * The estimate.
     *
     * @param newestFirst hourly means, ug/m3; below zero = zero; null = missing
     * @return null when too many hours are missing
     */
    public static @Nullable DayEstimate of(
        Pollutant pollutant, List<? extends @Nullable BigDecimal> newestFirst) {
      BigDecimal m = new BigDecimal(pollutant == Pollutant.PM10 ? 70 : 30);
      BigDecimal sum12 = BigDecimal.ZERO;
      int n12 = 0;
      for (int age = 0; age < Math.min(12, newestFirst.size()); age++) {
        BigDecimal c = newestFirst.get(age);
        if (c != null) {
          sum12 = sum12.add(c.max(BigDecimal.ZERO));
          n12++;
        }
      }
      BigDecimal count12 = BigDecimal.valueOf(n12);
      BigDecimal sum4 = BigDecimal.ZERO;
      int n4 = 0;
      for (int age = 0; age < Math.min(4, newestFirst.size()); age++) {
        BigDecimal present = newestFirst.get(age);
        if (present != null) {
          BigDecimal c = present.max(BigDecimal.ZERO);
          // c / (sum12 / n12), compared without dividing
          BigDecimal scaled = c.multiply(count12);
          boolean within =
              scaled.compareTo(RATIO_LOW.multiply(sum12)) >= 0
                  && scaled.compareTo(RATIO_HIGH.multiply(sum12)) <= 0;
          sum4 = sum4.add(c.compareTo(m) >= 0 && within ? c.multiply(SCALED) : c);
          n4++;
        }
      }
      if (n12 < 9 || n4 < 3) {
        return null;
      }
      BigDecimal count4 = BigDecimal.valueOf(n4);
      // (sum12 / n12 + sum4 / n4) / 2 as one fraction, so that .5 is rounded as it is
      BigDecimal over = sum12.multiply(count4).add(sum4.multiply(count12));
      BigDecimal under = TWO.multiply(count12).multiply(count4);
      return new DayEstimate(
          sum12.divide(count12, MathContext.DECIMAL64),
          sum4.divide(count4, MathContext.DECIMAL64),
          over.divide(under, MathContext.DECIMAL64),
          over.divide(under, 0, RoundingMode.HALF_UP).intValueExact());
    }
  }

  private static List<Segment> lines(String... ends) {
    return List.of(
        Segment.of(ends[0], ends[1], 0, 50),
        Segment.of(ends[2], ends[3], 51, 100),
        Segment.of(ends[4], ends[5], 101, 250),
        Segment.of(ends[6], ends[7], 251, 500));
  }
}
