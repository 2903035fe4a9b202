package city.pulso.jobs.air.index;

/**
 * One step of a scheme's scale.
 *
 * @param key stable key for tags, states and message texts: {@code unhealthy-sensitive}
 * @param name as the authority writes it: {@code Unhealthy for Sensitive Groups}
 * @param rank 0 = no data, 1 = best
 * @param colour {@code #RRGGBB}
 */
public record IndexCategory(String key, String name, int rank, String colour) {
  /** Not enough valid hours: shown as such, never as the best category. */
  public static final IndexCategory NO_DATA = new IndexCategory("no-data", "No data", 0, "#A0A0A0");
}
