package city.pulso.jobs.air.episode;

/**
 * Levels and durations of an episode. Ranks are those of the index scheme.
 *
 * @param openRank the index must reach this rank; US: 3, unhealthy for sensitive groups
 * @param criticalRank from here on everybody is meant; US: 4, unhealthy
 * @param openAfterHours for so many hours in a row, and the hour's own mean with it
 * @param clearAfterHours it ends when the index stayed below for so many hours with an index
 */
public record EpisodeConfig(
    int openRank, int criticalRank, int openAfterHours, int clearAfterHours) {
  public EpisodeConfig {
    if (openRank < 1 || criticalRank < openRank || openAfterHours < 1 || clearAfterHours < 1) {
      throw new IllegalArgumentException(
          "air.episode: ranks and hours must be 1 or more, critical-rank not below open-rank");
    }
  }
}
