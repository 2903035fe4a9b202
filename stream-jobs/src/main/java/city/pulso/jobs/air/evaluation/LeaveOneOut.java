package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.exposure.Estimate;
import city.pulso.jobs.air.exposure.InverseDistance;
import city.pulso.jobs.air.exposure.InverseDistance.Sight;
import city.pulso.jobs.air.exposure.Place;
import city.pulso.jobs.air.exposure.SiteExposure;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How good estimates between stations are: each station is left out, estimated from the others as
 * if it were a site, and compared with what it measured.
 */
final class LeaveOneOut {
  private final InverseDistance weighting;
  private final Map<String, Place> places;

  /**
   * @param places of the stations; a station without one takes no part
   */
  LeaveOneOut(InverseDistance weighting, Map<String, Place> places) {
    this.weighting = weighting;
    this.places = places;
  }

  /**
   * Every pollutant of the sites.
   *
   * @param hourly means by station and start of the hour, Unix milliseconds
   */
  List<AirEvaluation.LeftOut> of(Map<String, Map<Long, Map<Pollutant, BigDecimal>>> hourly) {
    List<AirEvaluation.LeftOut> results = new ArrayList<>();
    if (places.isEmpty()) {
      return results;
    }
    for (Pollutant pollutant : SiteExposure.POLLUTANTS) {
      List<Agreement.Pair> pairs = new ArrayList<>();
      int without = 0;
      for (Map.Entry<String, Map<Long, Map<Pollutant, BigDecimal>>> left : hourly.entrySet()) {
        Place place = places.get(left.getKey());
        if (place == null) {
          continue;
        }
        for (Map.Entry<Long, Map<Pollutant, BigDecimal>> hour : left.getValue().entrySet()) {
          BigDecimal measured = hour.getValue().get(pollutant);
          if (measured == null) {
            continue;
          }
          Estimate estimate =
              weighting.estimate(sights(left.getKey(), place, hour.getKey(), pollutant, hourly));
          Double value = estimate.value();
          if (value == null) {
            without++;
          } else {
            pairs.add(new Agreement.Pair(value, measured.doubleValue()));
          }
        }
      }
      results.add(new AirEvaluation.LeftOut(pollutant, Agreement.of(pairs), without));
    }
    return results;
  }

  private List<Sight> sights(
      String left,
      Place place,
      long hourMs,
      Pollutant pollutant,
      Map<String, Map<Long, Map<Pollutant, BigDecimal>>> hourly) {
    List<Sight> sights = new ArrayList<>();
    hourly.forEach(
        (station, hours) -> {
          Place at = places.get(station);
          BigDecimal mean = hours.getOrDefault(hourMs, Map.of()).get(pollutant);
          if (!station.equals(left) && at != null && mean != null) {
            sights.add(new Sight(place.metresTo(at), mean.doubleValue()));
          }
        });
    return sights;
  }
}
