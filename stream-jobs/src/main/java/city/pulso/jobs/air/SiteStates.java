package city.pulso.jobs.air;

import city.pulso.jobs.air.SubjectNews.About;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.index.IndexCategory;
import city.pulso.jobs.state.StateMessage;
import city.pulso.schemas.v1.AirState;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.OpenAlert;
import city.pulso.schemas.v1.SiteAir;
import city.pulso.schemas.v1.Support;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Latest state of a site. A site without an estimate is "no-data" and says why. */
final class SiteStates {
  private SiteStates() {}

  /**
   * As retained.
   *
   * @param newest newest hour that has been said; null = none
   * @param open its open alerts
   */
  static StateMessage of(String id, About about, @Nullable JudgedHour newest, List<Alert> open) {
    SiteAir.Builder site =
        SiteAir.newBuilder()
            .setSite(id)
            .setKind(about.siteKind())
            .setOpeningHours(about.openingHours());
    AirState.Builder state =
        AirState.newBuilder()
            .setName(about.name())
            .setDistrict(about.district())
            .setLatitude(about.latitude())
            .setLongitude(about.longitude())
            .setCategory(IndexCategory.NO_DATA.key());
    if (newest == null) {
      site.setNoDataBecause("no-station-in-reach");
    } else {
      state.setHourMs(newest.hourMs()).setCategory(newest.category());
      site.setNoDataBecause(newest.noData());
      for (JudgedHour.Figure figure : newest.figures()) {
        if (figure.name().equals("aqi")) {
          state.setAqi((int) figure.value());
        } else {
          long atMs = newest.hourMs() + city.pulso.jobs.air.average.HourBucket.HOUR_MS;
          site.addEstimates(AirAlerts.evidence(figure.name(), figure.value(), figure.unit(), atMs));
        }
      }
      newest
          .stations()
          .forEach(
              s ->
                  site.addStations(
                      Support.newBuilder()
                          .setStation(s.station())
                          .setDistanceM(Math.rint(s.metres()))));
    }
    for (Alert alert : open) {
      site.addAlerts(
          OpenAlert.newBuilder()
              .setId(alert.getId())
              .setSeverity(alert.getSeverity())
              .setAudience(alert.getAudience())
              .setOpenedAtMs(alert.getOpenedAtMs())
              .setActionKey(alert.getActionKey())
              .putAllParameters(alert.getParametersMap()));
    }
    return StateMessage.of(AirMessages.STATE_KIND, id, state.setSite(site));
  }
}
