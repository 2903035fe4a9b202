package city.pulso.jobs.air;

import city.pulso.jobs.air.episode.EpisodeConfig;
import city.pulso.jobs.air.episode.EpisodeRule;
import city.pulso.jobs.air.index.IndexSchemes;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.quality.QualityConfig;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.station.StationAir;
import java.io.Serializable;

/**
 * What a city chooses.
 *
 * @param scheme tag of the index scheme
 * @param openRank category rank from which an episode begins, see {@link EpisodeConfig}
 * @param criticalRank category rank from which everybody is meant
 * @param openAfterHours bad hours in a row until it begins
 * @param clearAfterHours better hours in a row until it ends
 */
public record AirSettings(
    String scheme, int openRank, int criticalRank, int openAfterHours, int clearAfterHours)
    implements Serializable {
  /** US AQI, alert from unhealthy for sensitive groups. */
  public static final AirSettings STANDARD =
      new AirSettings(
          UsEpaAqi.TAG,
          EpisodeConfig.STANDARD.openRank(),
          EpisodeConfig.STANDARD.criticalRank(),
          EpisodeConfig.STANDARD.openAfterHours(),
          EpisodeConfig.STANDARD.clearAfterHours());

  /** The standard settings with another index scheme. */
  static AirSettings of(String scheme) {
    return new AirSettings(
        scheme,
        STANDARD.openRank,
        STANDARD.criticalRank,
        STANDARD.openAfterHours,
        STANDARD.clearAfterHours);
  }

  public AirSettings {
    IndexSchemes.byTag(scheme);
    new EpisodeConfig(openRank, criticalRank, openAfterHours, clearAfterHours);
  }

  EpisodeConfig episodes() {
    return new EpisodeConfig(openRank, criticalRank, openAfterHours, clearAfterHours);
  }

  StationAir rules() {
    return new StationAir(
        new QualityControl(QualityConfig.standard()),
        IndexSchemes.byTag(scheme),
        new EpisodeRule(episodes()));
  }
}
