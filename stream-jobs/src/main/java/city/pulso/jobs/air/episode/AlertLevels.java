package city.pulso.jobs.air.episode;

import java.util.Map;

/**
 * From which category on whom an index scheme's air is bad for.
 *
 * <table>
 *   <caption>First category of an alert, and of a critical one</caption>
 *   <tr><th></th><th>sensitive groups</th><th>everybody</th></tr>
 *   <tr><td>us-epa</td><td>3 unhealthy for sensitive groups; 4</td><td>4 unhealthy; 5</td></tr>
 *   <tr><td>pe-inca</td><td>3 mala; 4</td><td>4 umbral de cuidado; 4</td></tr>
 *   <tr><td>kr-cai</td><td>3 bad; 4</td><td>4 very bad; 4</td></tr>
 * </table>
 *
 * @param standard name and section of the standard behind the categories
 * @param sensitive levels for sensitive groups
 * @param everybody levels for the general public
 */
public record AlertLevels(String standard, EpisodeConfig sensitive, EpisodeConfig everybody) {
  private static final int OPEN_AFTER_HOURS = 2;
  private static final int CLEAR_AFTER_HOURS = 8;
  private static final Map<String, AlertLevels> BY_SCHEME =
      Map.of(
          "us-epa",
          of("US EPA AQI (40 CFR part 58, appendix G, table 2)", 4, 5),
          "pe-inca",
          of("INCA (R.M. 181-2016-MINAM)", 4, 4),
          "kr-cai",
          of("CAI (AirKorea, khaiInfo)", 4, 4));

  private static AlertLevels of(String standard, int everybody, int everybodyCritical) {
    return new AlertLevels(
        standard,
        new EpisodeConfig(3, 4, OPEN_AFTER_HOURS, CLEAR_AFTER_HOURS),
        new EpisodeConfig(everybody, everybodyCritical, OPEN_AFTER_HOURS, CLEAR_AFTER_HOURS));
  }

  /**
   * The levels of an index scheme.
   *
   * @param scheme its tag
   */
  public static AlertLevels of(String scheme) {
    AlertLevels levels = BY_SCHEME.get(scheme);
    if (levels == null) {
      throw new IllegalArgumentException(
          "air.index-scheme: '" + scheme + "' has no alert levels; use " + BY_SCHEME.keySet());
    }
    return levels;
  }

  /** Ranks and durations for a group. */
  public EpisodeConfig of(Group group) {
    return group == Group.SENSITIVE ? sensitive : everybody;
  }

  /**
   * The rule in one line.
   *
   * @param category key of the group's first category
   */
  public String rule(Group group, String category) {
    EpisodeConfig config = of(group);
    return "%s: %s or worse for %d h, over after %d h below"
        .formatted(standard, category, config.openAfterHours(), config.clearAfterHours());
  }
}
