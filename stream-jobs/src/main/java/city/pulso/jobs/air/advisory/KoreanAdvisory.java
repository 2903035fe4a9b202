package city.pulso.jobs.air.advisory;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * State of one region and pollutant after an hour. Source: the alert levels of the Clean Air
 * Conservation Act's enforcement rule as published by gyeongnam.go.kr/knhe and air.daegu.go.kr.
 *
 * <table>
 *   <caption>Levels, hourly means</caption>
 *   <tr><th></th><th>advisory</th><th>lifted</th><th>warning</th><th>lowered</th></tr>
 *   <tr><td>PM10, ug/m3</td><td>150 for 2 h</td><td>below 100</td><td>300 for 2 h</td><td>below 150</td></tr>
 *   <tr><td>PM2.5, ug/m3</td><td>75 for 2 h</td><td>below 35</td><td>150 for 2 h</td><td>below 75</td></tr>
 *   <tr><td>O3, ppm</td><td>0.12</td><td>below 0.12</td><td>0.30; grave 0.50</td><td>below 0.30; 0.50</td></tr>
 * </table>
 *
 * <p>"For 2 h" means two consecutive hourly means; a missing hour interrupts the two and lifts
 * nothing. An hour below the lifting level ends a warning too: the step through the advisory would
 * only be lifted by the same number.
 *
 * @param stage what is in force
 * @param hoursAtAdvisory hours in a row at or above the advisory level
 * @param hoursAtWarning hours in a row at or above the warning level
 */
public record KoreanAdvisory(Stage stage, int hoursAtAdvisory, int hoursAtWarning) {
  /** What is in force, mildest first. */
  public enum Stage {
    NONE,
    /** 주의보. */
    ADVISORY,
    /** 경보. */
    WARNING,
    /** 중대경보, ozone only. */
    GRAVE_WARNING
  }

  /** Nothing in force, nothing heard. */
  public static final KoreanAdvisory NONE = new KoreanAdvisory(Stage.NONE, 0, 0);

  private enum Levels {
    PM10("150", "100", "300", "150", 2),
    PM2_5("75", "35", "150", "75", 2),
    O3("120", "120", "300", "300", 1);

    private static final BigDecimal GRAVE_OZONE_PPB = new BigDecimal(500);

    private final BigDecimal advisory;
    private final BigDecimal lifted;
    private final BigDecimal warning;
    private final BigDecimal lowered;
    private final int hours;

    Levels(String advisory, String lifted, String warning, String lowered, int hours) {
      this.advisory = new BigDecimal(advisory);
      this.lifted = new BigDecimal(lifted);
      this.warning = new BigDecimal(warning);
      this.lowered = new BigDecimal(lowered);
      this.hours = hours;
    }

    static Levels of(Pollutant pollutant) {
      return switch (pollutant) {
        case PM10 -> PM10;
        case PM2_5 -> PM2_5;
        case O3 -> O3;
        case NO2, SO2, CO, H2S ->
            throw new IllegalArgumentException(
                "no advisory exists for " + pollutant + "; use PM10, PM2_5 or O3");
      };
    }
  }

  /**
   * Levels of a stage.
   *
   * @param raisedAt hourly mean from which it is raised: ug/m3, ozone ppb
   * @param overBelow hourly mean below which it is over, or lowered
   * @param hours hours in a row it takes to raise it
   */
  public record Level(BigDecimal raisedAt, BigDecimal overBelow, int hours) {}

  /** What raises and ends a stage that is in force. */
  public static Level level(Pollutant pollutant, Stage stage) {
    Levels levels = Levels.of(pollutant);
    return switch (stage) {
      case NONE, ADVISORY -> new Level(levels.advisory, levels.lifted, levels.hours);
      case WARNING -> new Level(levels.warning, levels.lowered, levels.hours);
      case GRAVE_WARNING -> new Level(Levels.GRAVE_OZONE_PPB, Levels.GRAVE_OZONE_PPB, levels.hours);
    };
  }

  /**
   * The state after the next hour.
   *
   * @param pollutant PM10, PM2.5 (ug/m3) or ozone (ppb)
   * @param mean hourly mean of the station or of the region's stations; null = missing
   */
  public KoreanAdvisory next(Pollutant pollutant, @Nullable BigDecimal mean) {
    Levels levels = Levels.of(pollutant);
    if (mean == null) {
      return new KoreanAdvisory(stage, 0, 0);
    }
    int atAdvisory = mean.compareTo(levels.advisory) >= 0 ? hoursAtAdvisory + 1 : 0;
    int atWarning = mean.compareTo(levels.warning) >= 0 ? hoursAtWarning + 1 : 0;
    Stage raised = raised(levels, mean, atAdvisory, atWarning);
    Stage kept = kept(levels, mean);
    Stage next = raised.compareTo(kept) >= 0 ? raised : kept;
    return new KoreanAdvisory(next, atAdvisory, atWarning);
  }

  /** What this hour gives reason for by itself. */
  private static Stage raised(Levels levels, BigDecimal mean, int atAdvisory, int atWarning) {
    if (levels == Levels.O3 && mean.compareTo(Levels.GRAVE_OZONE_PPB) >= 0) {
      return Stage.GRAVE_WARNING;
    }
    if (atWarning >= levels.hours) {
      return Stage.WARNING;
    }
    return atAdvisory >= levels.hours ? Stage.ADVISORY : Stage.NONE;
  }

  /** What stays of the stage in force. */
  private Stage kept(Levels levels, BigDecimal mean) {
    if (mean.compareTo(levels.lifted) < 0) {
      return Stage.NONE;
    }
    Stage highest =
        mean.compareTo(levels.lowered) < 0
            ? Stage.ADVISORY
            : levels == Levels.O3 && mean.compareTo(Levels.GRAVE_OZONE_PPB) < 0
                ? Stage.WARNING
                : Stage.GRAVE_WARNING;
    return stage.compareTo(highest) <= 0 ? stage : highest;
  }
}
