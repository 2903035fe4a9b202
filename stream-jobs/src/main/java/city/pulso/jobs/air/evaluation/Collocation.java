package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.HumidityCorrection;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Outcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A low-cost unit beside a reference instrument, compared hour by hour. */
final class Collocation {
  private final Map<Pollutant, Map<Long, BigDecimal>> reference;

  /**
   * @param reference hourly values by pollutant and start of the hour, Unix milliseconds
   */
  Collocation(Map<Pollutant, Map<Long, BigDecimal>> reference) {
    this.reference = reference;
  }

  /** What was done to the unit's readings before they were compared. */
  public enum Stage {
    /** Means of everything that is a number. */
    RAW("as measured"),
    QUALITY_CONTROL("after quality control"),
    /** With {@link HumidityCorrection#EPA_US_WIDE}, as if the unit's type asked for it. */
    CORRECTED("with the EPA humidity correction too, which its type does not ask for");

    private final String words;

    Stage(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }

  /** Every pollutant the unit shares with the reference, before and after. */
  List<AirEvaluation.Collocated> compare(
      String unit, List<AirSample> samples, AirEvaluation evaluation, int intervalS)
      throws IOException {
    Map<Stage, Map<Long, Map<Pollutant, BigDecimal>>> stages = new EnumMap<>(Stage.class);
    stages.put(Stage.RAW, raw(samples, intervalS));
    stages.put(
        Stage.QUALITY_CONTROL,
        means(evaluation.outcomes(samples, intervalS, HumidityCorrection.NONE)));
    stages.put(
        Stage.CORRECTED,
        means(evaluation.outcomes(samples, intervalS, HumidityCorrection.EPA_US_WIDE)));
    List<AirEvaluation.Collocated> compared = new ArrayList<>();
    reference.forEach(
        (pollutant, truth) ->
            stages.forEach(
                (stage, hours) -> {
                  if (stage != Stage.CORRECTED || pollutant == Pollutant.PM2_5) {
                    compared.add(
                        new AirEvaluation.Collocated(
                            unit, pollutant, stage.words(), agreement(pollutant, truth, hours)));
                  }
                }));
    return compared;
  }

  private static Agreement agreement(
      Pollutant pollutant,
      Map<Long, BigDecimal> truth,
      Map<Long, Map<Pollutant, BigDecimal>> unit) {
    List<Agreement.Pair> pairs = new ArrayList<>();
    unit.forEach(
        (hourMs, means) -> {
          BigDecimal mean = means.get(pollutant);
          BigDecimal is = truth.get(hourMs);
          if (mean != null && is != null) {
            pairs.add(new Agreement.Pair(mean.doubleValue(), is.doubleValue()));
          }
        });
    return Agreement.of(pairs);
  }

  private static Map<Long, Map<Pollutant, BigDecimal>> raw(List<AirSample> samples, int intervalS) {
    Map<Long, HourBucket> hours = new TreeMap<>();
    for (AirSample sample : samples) {
      Map<Pollutant, Double> values = new EnumMap<>(Pollutant.class);
      sample
          .values()
          .forEach(
              (quantity, value) -> {
                Pollutant pollutant = quantity.pollutant();
                if (pollutant != null && Double.isFinite(value)) {
                  values.put(pollutant, value);
                }
              });
      int coversS = HourBucket.covers(sample.averagedOverS(), intervalS);
      HourBucket.Slot slot = new HourBucket.Slot(sample.observedAtMs(), coversS, values, false);
      hours.compute(
          HourBucket.hourOf(sample.observedAtMs(), sample.averagedOverS()),
          (hourMs, bucket) -> (bucket == null ? HourBucket.EMPTY : bucket).with(slot));
    }
    Map<Long, Map<Pollutant, BigDecimal>> means = new TreeMap<>();
    hours.forEach((hourMs, bucket) -> means.put(hourMs, bucket.means()));
    return means;
  }

  private static Map<Long, Map<Pollutant, BigDecimal>> means(List<Outcome> outcomes) {
    Map<Long, Map<Pollutant, BigDecimal>> means = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      for (HourRecord hour : outcome.hours()) {
        means.put(hour.hourMs(), hour.means());
      }
    }
    return means;
  }
}
