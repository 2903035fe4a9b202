package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.average.RunningMeans;
import city.pulso.jobs.air.index.WhoGuideline;
import city.pulso.jobs.air.pollutant.GasUnits;
import city.pulso.jobs.air.quality.Flag;
import city.pulso.jobs.air.station.HourHealth;
import city.pulso.jobs.air.station.Outcome.RunningHour;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Points of the store about what a station's hours come to. No state. */
final class AirPoints {
  /** What a gas is converted at before it is compared with the WHO levels: as Lima's modules do. */
  static final GasUnits REFERENCE = GasUnits.AT_25_CEL;

  private AirPoints() {}

  /** Without the drift, which other stations decide. */
  static StoredPoint health(HourHealth health, Assignment station) {
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.AIR_STATION_HEALTH, health.hourMs())
            .tag("district", station.districtTag())
            .tag("station", station.subjectTag())
            .whole("readings", health.readings())
            .whole("complete_percent", health.completePercent())
            .whole("flagged", health.flagged())
            .whole("revision", health.revision());
    for (Flag flag : Flag.values()) {
      point.whole(
          "flagged_" + flag.key().replace('-', '_'), health.reasons().getOrDefault(flag, 0));
    }
    Long lastSeenMs = health.lastSeenMs();
    if (lastSeenMs != null) {
      long silentMs = Math.max(0, health.hourMs() + HourBucket.HOUR_MS - lastSeenMs);
      point.whole("last_seen_ms", lastSeenMs).real("silent_hours", silentMs / 3_600_000.0);
    }
    Integer battery = health.batteryPercent();
    if (battery != null) {
      point.whole("battery_percent", battery);
    }
    return point.build();
  }

  /** One point for each averaging time. */
  static List<StoredPoint> running(RunningHour hour, Assignment station) {
    List<StoredPoint> points = new ArrayList<>();
    for (RunningMeans means : hour.means()) {
      StoredPoint.Builder point =
          StoredPoint.of(Measurements.AIR_RUNNING, hour.hourMs())
              .tag("district", station.districtTag())
              .tag("station", station.subjectTag())
              .tag("period", means.hours() + "h")
              .whole("revision", hour.revision());
      means
          .means()
          .forEach(
              (pollutant, mean) -> {
                point.whole(pollutant.key() + "_complete_percent", mean.completePercent());
                BigDecimal value = mean.value();
                if (value != null) {
                  point.real(pollutant.field(), value.doubleValue());
                  WhoGuideline level = WhoGuideline.overHours(pollutant, means.hours());
                  if (level != null) {
                    point.real(
                        pollutant.key() + "_who_times",
                        level.times(REFERENCE.toMicrogram(pollutant, value)).doubleValue());
                  }
                }
              });
      points.add(point.build());
    }
    return points;
  }
}
