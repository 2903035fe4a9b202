package city.pulso.jobs.air.index;

import static java.util.Objects.requireNonNull;

import city.pulso.jobs.air.average.NowCast;
import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.pollutant.GasUnits;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * US EPA Air Quality Index with the breakpoints in force since 6 May 2024. Source: 40 CFR part 58
 * appendix G (89 FR 16202) and EPA-454/B-24-002, table 6.
 *
 * <p>The concentration is truncated first (ozone 3 decimals of ppm; PM2.5 and CO one; PM10, SO2 and
 * NO2 none), the index rounded half up last. One Hazardous segment; above it the line goes on and
 * the index may exceed 500. Values below zero are noise around it and count as zero.
 */
public final class UsEpaAqi implements IndexScheme {
  /** What a concentration is a mean of: the rows of the table. */
  public enum Row {
    /** PM2.5, 24 h or NowCast, ug/m3. */
    PM2_5_24H(Pollutant.PM2_5, 1),
    /** PM10, 24 h or NowCast, ug/m3. */
    PM10_24H(Pollutant.PM10, 0),
    /** Ozone, 8 h, ppm; gives nothing above 0.200. */
    O3_8H(Pollutant.O3, 3),
    /** Ozone, 1 h, ppm; gives nothing below 0.125. */
    O3_1H(Pollutant.O3, 3),
    /** Carbon monoxide, 8 h, ppm. */
    CO_8H(Pollutant.CO, 1),
    /** Sulphur dioxide, 1 h, ppb; gives nothing above 304. */
    SO2_1H(Pollutant.SO2, 0),
    /** Sulphur dioxide, 24 h, ppb; gives nothing below 305. */
    SO2_24H(Pollutant.SO2, 0),
    /** Nitrogen dioxide, 1 h, ppb. */
    NO2_1H(Pollutant.NO2, 0);

    private final Pollutant pollutant;
    private final int decimals;

    Row(Pollutant pollutant, int decimals) {
      this.pollutant = pollutant;
      this.decimals = decimals;
    }

    public Pollutant pollutant() {
      return pollutant;
    }

    /** Cut off, not rounded, to the digits the rule keeps; never below zero. */
    public BigDecimal truncate(BigDecimal concentration) {
      return concentration.max(BigDecimal.ZERO).setScale(decimals, RoundingMode.DOWN);
    }
  }

  /** Tag of this scheme. */
  public static final String TAG = "us-epa";

  private static final List<IndexCategory> CATEGORIES =
      List.of(
          new IndexCategory("good", "Good", 1, "#00E400"),
          new IndexCategory("moderate", "Moderate", 2, "#FFFF00"),
          new IndexCategory("unhealthy-sensitive", "Unhealthy for Sensitive Groups", 3, "#FF7E00"),
          new IndexCategory("unhealthy", "Unhealthy", 4, "#FF0000"),
          new IndexCategory("very-unhealthy", "Very Unhealthy", 5, "#8F3F97"),
          new IndexCategory("hazardous", "Hazardous", 6, "#7E0023"));

  /** Upper index of each category but the last, which has no end. */
  private static final int[] CATEGORY_ENDS = {50, 100, 150, 200, 300};

  /** First 24 h concentration of sulphur dioxide that has a line of its own, ppb. */
  private static final BigDecimal SO2_DAY_STARTS = new BigDecimal(305);

  /** The index where SO2's hour is at or above 305 ppb and its day is not. */
  private static final int SO2_HOUR_ONLY = 200;

  private static final Map<Row, List<Segment>> TABLE = table();

  @Override
  public String tag() {
    return TAG;
  }

  @Override
  public List<IndexCategory> categories() {
    return CATEGORIES;
  }

  /**
   * The index as AirNow shows it: particles by NowCast, ozone by the larger of the hour and the
   * estimated NowCast, carbon monoxide by its running 8 h, the others by their hour.
   */
  @Override
  public AirIndex index(RecentHours hours) {
    Map<Row, BigDecimal> means = new EnumMap<>(Row.class);
    putNowCast(means, Row.PM2_5_24H, hours);
    putNowCast(means, Row.PM10_24H, hours);
    putIfThere(
        means, Row.O3_8H, ppm(NowCast.ozoneEstimate(hours.newest(Pollutant.O3, NowCast.HOURS))));
    putIfThere(means, Row.O3_1H, ppm(hours.at(Pollutant.O3, 0)));
    putIfThere(means, Row.CO_8H, hours.mean(Pollutant.CO, 8));
    putIfThere(means, Row.SO2_1H, hours.at(Pollutant.SO2, 0));
    putIfThere(means, Row.SO2_24H, hours.mean(Pollutant.SO2, 24));
    putIfThere(means, Row.NO2_1H, hours.at(Pollutant.NO2, 0));
    return overall(means);
  }

  /**
   * Overall index: the largest sub-index, with every pollutant that reaches it. Where ozone has an
   * 8 h and a 1 h index, the larger; sulphur dioxide by {@link #so2}.
   *
   * @param means concentrations in the unit of their row, not yet truncated
   */
  public AirIndex overall(Map<Row, BigDecimal> means) {
    Map<Pollutant, Integer> subIndices = new EnumMap<>(Pollutant.class);
    Map<Pollutant, BigDecimal> inputs = new EnumMap<>(Pollutant.class);
    means.forEach(
        (row, mean) -> {
          Integer index = row.pollutant == Pollutant.SO2 ? null : subIndex(row, mean);
          Integer other = subIndices.get(row.pollutant);
          if (index != null && (other == null || index > other)) {
            subIndices.put(row.pollutant, index);
            inputs.put(row.pollutant, row.truncate(mean));
          }
        });
    BigDecimal so2Hour = means.get(Row.SO2_1H);
    BigDecimal so2Day = means.get(Row.SO2_24H);
    Integer so2 = so2(so2Hour, so2Day);
    if (so2 != null) {
      boolean byDay = so2Hour == null || (so2Day != null && so2 > SO2_HOUR_ONLY);
      subIndices.put(Pollutant.SO2, so2);
      inputs.put(
          Pollutant.SO2,
          byDay
              ? Row.SO2_24H.truncate(requireNonNull(so2Day))
              : Row.SO2_1H.truncate(requireNonNull(so2Hour)));
    }
    if (subIndices.isEmpty()) {
      return AirIndex.NONE;
    }
    int largest = Collections.max(subIndices.values());
    return new AirIndex(
        largest, category(largest), AirIndex.reaching(largest, subIndices), subIndices, inputs);
  }

  /**
   * Index of one concentration by its own row of the table.
   *
   * @param concentration in the unit of the row, not yet truncated
   * @return null where the row defines none
   */
  public @Nullable Integer subIndex(Row row, BigDecimal concentration) {
    BigDecimal truncated = row.truncate(concentration);
    List<Segment> segments = requireNonNull(TABLE.get(row));
    for (Segment segment : segments) {
      if (segment.contains(truncated)) {
        return segment.index(truncated);
      }
    }
    Segment last = segments.get(segments.size() - 1);
    boolean above = truncated.compareTo(last.high()) > 0;
    return above && last.indexHigh() == 500 ? (Integer) last.index(truncated) : null;
  }

  /** Category of an index: the gaps between categories do not exist for whole numbers. */
  public IndexCategory category(int index) {
    int rank = 0;
    while (rank < CATEGORY_ENDS.length && index > CATEGORY_ENDS[rank]) {
      rank++;
    }
    return CATEGORIES.get(rank);
  }

  /**
   * Sulphur dioxide (appendix G, table 2, footnotes): a 24 h mean at or above 305 ppb decides; else
   * the hour, up to 304 ppb by its line, and exactly 200 at or above 305 ppb.
   */
  private @Nullable Integer so2(@Nullable BigDecimal hour, @Nullable BigDecimal day) {
    if (day != null && Row.SO2_24H.truncate(day).compareTo(SO2_DAY_STARTS) >= 0) {
      return subIndex(Row.SO2_24H, day);
    }
    if (hour == null) {
      return null;
    }
    Integer byHour = subIndex(Row.SO2_1H, hour);
    return byHour == null ? (Integer) SO2_HOUR_ONLY : byHour;
  }

  private static void putNowCast(Map<Row, BigDecimal> means, Row row, RecentHours hours) {
    NowCast nowCast = NowCast.particles(row.pollutant, hours.newest(row.pollutant, NowCast.HOURS));
    putIfThere(means, row, nowCast == null ? null : nowCast.value());
  }

  private static void putIfThere(
      Map<Row, BigDecimal> means, Row row, @Nullable BigDecimal concentration) {
    if (concentration != null) {
      means.put(row, concentration);
    }
  }

  private static @Nullable BigDecimal ppm(@Nullable BigDecimal ppb) {
    return ppb == null ? null : GasUnits.toPpm(Pollutant.O3, ppb);
  }

  private static Map<Row, List<Segment>> table() {
    Map<Row, List<Segment>> table = new EnumMap<>(Row.class);
    table.put(
        Row.PM2_5_24H,
        List.of(
            Segment.of("0.0", "9.0", 0, 50),
            Segment.of("9.1", "35.4", 51, 100),
            Segment.of("35.5", "55.4", 101, 150),
            Segment.of("55.5", "125.4", 151, 200),
            Segment.of("125.5", "225.4", 201, 300),
            Segment.of("225.5", "325.4", 301, 500)));
    table.put(
        Row.PM10_24H,
        List.of(
            Segment.of("0", "54", 0, 50),
            Segment.of("55", "154", 51, 100),
            Segment.of("155", "254", 101, 150),
            Segment.of("255", "354", 151, 200),
            Segment.of("355", "424", 201, 300),
            Segment.of("425", "604", 301, 500)));
    table.put(
        Row.O3_8H,
        List.of(
            Segment.of("0.000", "0.054", 0, 50),
            Segment.of("0.055", "0.070", 51, 100),
            Segment.of("0.071", "0.085", 101, 150),
            Segment.of("0.086", "0.105", 151, 200),
            Segment.of("0.106", "0.200", 201, 300)));
    table.put(
        Row.O3_1H,
        List.of(
            Segment.of("0.125", "0.164", 101, 150),
            Segment.of("0.165", "0.204", 151, 200),
            Segment.of("0.205", "0.404", 201, 300),
            Segment.of("0.405", "0.604", 301, 500)));
    table.put(
        Row.CO_8H,
        List.of(
            Segment.of("0.0", "4.4", 0, 50),
            Segment.of("4.5", "9.4", 51, 100),
            Segment.of("9.5", "12.4", 101, 150),
            Segment.of("12.5", "15.4", 151, 200),
            Segment.of("15.5", "30.4", 201, 300),
            Segment.of("30.5", "50.4", 301, 500)));
    table.put(
        Row.SO2_1H,
        List.of(
            Segment.of("0", "35", 0, 50),
            Segment.of("36", "75", 51, 100),
            Segment.of("76", "185", 101, 150),
            Segment.of("186", "304", 151, 200)));
    table.put(
        Row.SO2_24H,
        List.of(Segment.of("305", "604", 201, 300), Segment.of("605", "1004", 301, 500)));
    table.put(
        Row.NO2_1H,
        List.of(
            Segment.of("0", "53", 0, 50),
            Segment.of("54", "100", 51, 100),
            Segment.of("101", "360", 101, 150),
            Segment.of("361", "649", 151, 200),
            Segment.of("650", "1249", 201, 300),
            Segment.of("1250", "2049", 301, 500)));
    return table;
  }
}
