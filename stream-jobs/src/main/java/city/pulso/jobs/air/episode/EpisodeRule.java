package city.pulso.jobs.air.episode;

import static city.pulso.jobs.air.average.HourBucket.HOUR_MS;

/**
 * Takes hours in order and says when an episode begins and ends.
 *
 * <ul>
 *   <li>It begins when the index, and the index of the hour's own means, are at {@link
 *       EpisodeConfig#openRank} or worse for {@link EpisodeConfig#openAfterHours} hours in a row.
 *       The index alone would not do: a NowCast stays high for hours after one wrong value.
 *   <li>It ends when the index was below that rank for {@link EpisodeConfig#clearAfterHours} hours
 *       in a row.
 *   <li>An hour without an index proves nothing: it neither continues a run of bad hours nor counts
 *       as a better one.
 * </ul>
 */
public final class EpisodeRule {
  private final EpisodeConfig config;

  public EpisodeRule(EpisodeConfig config) {
    this.config = config;
  }

  /**
   * The next hour.
   *
   * @param before after the hour before
   * @param hourMs start of the hour, Unix milliseconds
   * @param rank rank of its index; 0 = no data
   * @param ownRank rank the hour's own means would have; 0 = no data
   */
  public Episode next(Episode before, long hourMs, int rank, int ownRank) {
    return before.open()
        ? whileOpen(before, hourMs, rank)
        : whileClosed(before, hourMs, rank, ownRank);
  }

  private Episode whileOpen(Episode before, long hourMs, int rank) {
    int better =
        rank == 0 ? before.betterHours() : rank < config.openRank() ? before.betterHours() + 1 : 0;
    boolean ends = better >= config.clearAfterHours();
    return new Episode(
        !ends,
        before.openedAtMs(),
        ends ? hourMs + HOUR_MS : 0,
        Math.max(before.peakRank(), rank),
        0,
        0,
        ends ? 0 : better);
  }

  private Episode whileClosed(Episode before, long hourMs, int rank, int ownRank) {
    boolean bad = rank >= config.openRank() && ownRank >= config.openRank();
    if (!bad) {
      return new Episode(
          false, before.openedAtMs(), before.clearedAtMs(), before.peakRank(), 0, 0, 0);
    }
    long since = before.badHours() == 0 ? hourMs : before.badSinceMs();
    int hours = before.badHours() + 1;
    boolean begins = hours >= config.openAfterHours();
    return begins
        ? new Episode(true, since, 0, rank, 0, 0, 0)
        : new Episode(
            false, before.openedAtMs(), before.clearedAtMs(), before.peakRank(), since, hours, 0);
  }
}
