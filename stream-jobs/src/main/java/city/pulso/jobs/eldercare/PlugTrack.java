package city.pulso.jobs.eldercare;

/**
 * What is known about one plug's power. Immutable; its array is never changed. Times are event
 * times, Unix milliseconds.
 *
 * @param histogram how often each power was seen, see {@link StandbyLevel}; halved every day
 * @param day day of the newest halving, days since 1970-01-01
 * @param atMs newest reading; 0: none
 * @param on whether the newest reading was clearly above standby
 * @param onSinceMs when the present or last use began; 0: none
 * @param lastOnMs newest reading that was on; 0: none
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializer knows arrays; nobody compares tracks
public record PlugTrack(
    int[] histogram, long day, long atMs, boolean on, long onSinceMs, long lastOnMs) {

  /** A plug that was never heard. */
  static final PlugTrack NEVER_HEARD = new PlugTrack(new int[StandbyLevel.BINS], 0, 0, false, 0, 0);
}
