package city.pulso.jobs.air.station;

import static city.pulso.jobs.air.average.HourBucket.HOUR_MS;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.average.NowCast;
import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.average.RunningMeans;
import city.pulso.jobs.air.index.AirIndex;
import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.station.HourRecord.HourIndex;
import city.pulso.jobs.air.station.Outcome.RunningHour;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Works out one hour of a station from its readings and from what was said of the day before. */
final class HourWork {
  private final IndexScheme scheme;

  HourWork(IndexScheme scheme) {
    this.scheme = scheme;
  }

  /** An hour as it comes out now, every revision 1. */
  record Said(HourRecord hour, RunningHour running, HourBucket bucket) {}

  /** Works an hour out. */
  Said out(StationStore store, long hourMs) throws IOException {
    HourBucket bucket = store.bucket(hourMs);
    Map<Pollutant, BigDecimal> means = bucket.means();
    RecentHours recent = recent(store, hourMs, means);
    HourIndex index = index(bucket, recent);
    int ownRank = means.isEmpty() ? 0 : scheme.index(lastingAllDay(means)).category().rank();
    HourRecord hour =
        new HourRecord(hourMs, means, bucket.readings(), bucket.flagged(), 1, index, 1, 1, ownRank);
    return new Said(hour, new RunningHour(hourMs, 1, RunningMeans.of(bucket, recent)), bucket);
  }

  private static RecentHours recent(
      StationStore store, long hourMs, Map<Pollutant, BigDecimal> means) throws IOException {
    RecentHours.Builder recent = RecentHours.builder();
    means.forEach((pollutant, mean) -> recent.put(pollutant, 0, mean));
    for (int age = 1; age < RecentHours.DEPTH; age++) {
      HourRecord earlier = store.hour(hourMs - age * HOUR_MS);
      if (earlier != null) {
        for (Map.Entry<Pollutant, BigDecimal> mean : earlier.means().entrySet()) {
          recent.put(mean.getKey(), age, mean.getValue());
        }
      }
    }
    return recent.build();
  }

  /** A day of nothing but this hour: what the hour would be called by itself. */
  private static RecentHours lastingAllDay(Map<Pollutant, BigDecimal> means) {
    RecentHours.Builder day = RecentHours.builder();
    for (int age = 0; age < RecentHours.DEPTH; age++) {
      for (Map.Entry<Pollutant, BigDecimal> mean : means.entrySet()) {
        day.put(mean.getKey(), age, mean.getValue());
      }
    }
    return day.build();
  }

  private HourIndex index(HourBucket bucket, RecentHours hours) {
    AirIndex index = scheme.index(hours);
    NowCast nowCast =
        NowCast.particles(Pollutant.PM2_5, hours.newest(Pollutant.PM2_5, NowCast.HOURS));
    return new HourIndex(
        index.value(),
        index.category().key(),
        index.category().rank(),
        keys(index.responsible()),
        nowCast == null ? null : nowCast.value(),
        keys(scheme.unjudged(index, measured(bucket, hours))));
  }

  private static Set<Pollutant> measured(HourBucket bucket, RecentHours hours) {
    Set<Pollutant> measured = EnumSet.noneOf(Pollutant.class);
    measured.addAll(hours.measured());
    measured.addAll(bucket.measured());
    return measured;
  }

  private static String keys(Collection<Pollutant> pollutants) {
    return pollutants.stream().map(Pollutant::key).collect(Collectors.joining(","));
  }
}
