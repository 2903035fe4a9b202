package city.pulso.jobs.parking;

/**
 * What is known about one bay. States are {@link #UNKNOWN}, {@link #FREE} and {@link #OCCUPIED};
 * times are event times, Unix milliseconds. Immutable; its arrays are never changed.
 *
 * @param state accepted state
 * @param sinceMs when it began
 * @param candidate reported state that is not accepted yet; {@link #UNKNOWN}: none
 * @param candidateSinceMs its first report
 * @param reported newest reported state
 * @param reportMs newest report; 0: none
 * @param toggles when the reported state changed, of the last ten minutes
 * @param flapping whether the bay is frozen because it changes too often
 */
@SuppressWarnings("ArrayRecordComponent") // Flink's serializer knows arrays; nobody compares tracks
public record BayTrack(
    int state,
    long sinceMs,
    int candidate,
    long candidateSinceMs,
    int reported,
    long reportMs,
    long[] toggles,
    boolean flapping) {

  public static final int UNKNOWN = 0;
  public static final int FREE = 1;
  public static final int OCCUPIED = 2;

  /** A bay that was never heard. */
  static final BayTrack NEVER_HEARD =
      new BayTrack(UNKNOWN, 0, UNKNOWN, 0, UNKNOWN, 0, new long[0], false);

  /** The state as it is written in points and messages. */
  static String name(int state) {
    return switch (state) {
      case FREE -> "free";
      case OCCUPIED -> "occupied";
      default -> "unknown";
    };
  }

  BayTrack accept(int newState, long since) {
    return new BayTrack(newState, since, UNKNOWN, 0, reported, reportMs, toggles, false);
  }

  BayTrack awaiting(int newCandidate, long since) {
    return new BayTrack(state, sinceMs, newCandidate, since, reported, reportMs, toggles, flapping);
  }

  BayTrack frozen(long since) {
    return new BayTrack(UNKNOWN, since, UNKNOWN, 0, reported, reportMs, toggles, true);
  }

  BayTrack reported(int newReported, long atMs, long[] newToggles) {
    return new BayTrack(
        state, sinceMs, candidate, candidateSinceMs, newReported, atMs, newToggles, flapping);
  }
}
