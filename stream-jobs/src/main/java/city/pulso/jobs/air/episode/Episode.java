package city.pulso.jobs.air.episode;

/**
 * Where a station stands after an hour.
 *
 * @param open whether an episode is on
 * @param openedAtMs start of its first bad hour, Unix milliseconds; of the last episode when none
 *     is on; 0 = there was none
 * @param clearedAtMs end of the hour that ended the last one; 0 while open and before the first
 * @param peakRank worst rank of the episode
 * @param badSinceMs start of the present run of bad hours; 0 = the newest hour was not bad
 * @param badHours length of that run
 * @param betterHours hours in a row with an index below the level, while an episode is on
 */
public record Episode(
    boolean open,
    long openedAtMs,
    long clearedAtMs,
    int peakRank,
    long badSinceMs,
    int badHours,
    int betterHours) {
  /** Before anything was heard. */
  public static final Episode NONE = new Episode(false, 0, 0, 0, 0, 0, 0);
}
