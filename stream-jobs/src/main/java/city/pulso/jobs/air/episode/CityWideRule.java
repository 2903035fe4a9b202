package city.pulso.jobs.air.episode;

/**
 * When bad air at many stations is one incident of the city.
 *
 * <ul>
 *   <li>It opens when at least half of the stations that report have an alert of the group, and at
 *       least {@link #fewest} report.
 *   <li>While it is open, every station whose alert is open or opens is part of it.
 *   <li>It is over when fewer than a quarter of the stations that report have an alert. Alerts that
 *       are still open then stand for themselves again.
 *   <li>A station reports when it has an index for one of the newest {@link #FRESH_HOURS} hours of
 *       the city. One with an open alert counts as reporting however silent it is: silence ends
 *       nothing.
 * </ul>
 *
 * @param fewest stations that must report
 */
public record CityWideRule(int fewest) {
  /** From five stations on. */
  public static final CityWideRule STANDARD = new CityWideRule(5);

  /** A station whose newest index is older, seen from the newest of the city, does not report. */
  public static final int FRESH_HOURS = 3;

  /** Whether it begins. */
  public boolean opens(int withAlert, int reporting) {
    return reporting >= fewest && withAlert >= needed(reporting);
  }

  /** Whether it goes on. */
  public boolean goesOn(int withAlert, int reporting) {
    return withAlert > 0 && withAlert * 4 >= reporting;
  }

  /** Stations with an alert that it takes to begin. */
  public int needed(int reporting) {
    return (reporting + 1) / 2;
  }
}
