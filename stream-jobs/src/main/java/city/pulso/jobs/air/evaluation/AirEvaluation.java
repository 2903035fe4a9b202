package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.advisory.KoreanAdvisory;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.exposure.ExposureConfig;
import city.pulso.jobs.air.exposure.InverseDistance;
import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.HumidityCorrection;
import city.pulso.jobs.air.quality.QualityConfig;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.quality.WarmUp;
import city.pulso.jobs.air.station.HeapStore;
import city.pulso.jobs.air.station.Outcome;
import city.pulso.jobs.air.station.StationAir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the rules of the air job over recorded data and says what they made of it. The rules are the
 * job's own, with the job's own settings.
 */
public final class AirEvaluation {
  private final IndexScheme scheme;
  private final StationAir rules;

  /** With the settings a city starts with. */
  public AirEvaluation() {
    this(new UsEpaAqi(), QualityConfig.standard());
  }

  public AirEvaluation(IndexScheme scheme, QualityConfig quality) {
    this.scheme = scheme;
    this.rules = new StationAir(new QualityControl(quality), scheme);
  }

  /**
   * One episode of one station.
   *
   * @param station station
   * @param group whom it was bad for
   * @param openedAtMs start of its first bad hour, Unix milliseconds
   * @param clearedAtMs end of the hour that ended it; null = the data end first
   * @param peak worst index
   * @param responsible pollutants behind the worst index
   */
  public record StationEpisode(
      String station,
      Group group,
      long openedAtMs,
      @Nullable Long clearedAtMs,
      int peak,
      String responsible) {}

  /**
   * One Korean advisory; each station is taken for a district of its own.
   *
   * @param district the station
   * @param pollutant PM10, PM2.5 or ozone
   * @param highest the highest stage it reached
   * @param sinceMs start of its first hour, Unix milliseconds
   * @param overMs end of the hour that lifted it; null = the data end first
   */
  public record Advisory(
      String district,
      Pollutant pollutant,
      KoreanAdvisory.Stage highest,
      long sinceMs,
      @Nullable Long overMs) {}

  /**
   * One incident of the city.
   *
   * @param group whom the air was bad for
   * @param openedAtMs start of the hour that made it one, Unix milliseconds
   * @param clearedAtMs end of the hour that ended it; null = the data end first
   * @param most stations at once
   */
  public record Incident(Group group, long openedAtMs, @Nullable Long clearedAtMs, int most) {}

  /**
   * What became of one data set.
   *
   * @param name name of the data set
   * @param rows lines read
   * @param stations stations in it
   * @param flagged values by flag and quantity, for example {@code pm2_5:stuck}
   * @param replaced readings that replaced another of the same moment
   * @param hours hours said, all stations
   * @param complete hours with a mean, by pollutant
   * @param categories hours by category of the index, best first, {@code no-data} last
   * @param episodes alerts opened, in order of station and time
   * @param advisories Korean advisories, in order of station and time
   * @param incidents incidents of the city
   * @param leftOut error of estimates at the stations from the others, by pollutant; empty where
   *     the stations' places are not known
   * @param drifts stations that left their neighbourhood; empty where the places are not known
   * @param outlook error of the outlook and of plain persistence on days held back
   */
  public record DataSetResult(
      String name,
      int rows,
      int stations,
      Map<String, Integer> flagged,
      int replaced,
      int hours,
      Map<Pollutant, Integer> complete,
      Map<String, Integer> categories,
      List<StationEpisode> episodes,
      List<Advisory> advisories,
      List<Incident> incidents,
      List<LeftOut> leftOut,
      List<Drift> drifts,
      List<OutlookError> outlook) {

    /** Alerts opened for a group. */
    public List<StationEpisode> episodes(Group group) {
      return episodes.stream().filter(e -> e.group() == group).toList();
    }

    /** Of them, those cleared within the data. */
    public long cleared(Group group) {
      return episodes(group).stream().filter(e -> e.clearedAtMs() != null).count();
    }
  }

  /**
   * Agreement of a low-cost unit with the reference instrument beside it, hourly means.
   *
   * @param unit name of the unit
   * @param pollutant what was compared, in its own unit
   * @param stage what was done to the readings first, for people
   * @param agreement unit against reference
   */
  public record Collocated(String unit, Pollutant pollutant, String stage, Agreement agreement) {}

  /**
   * Estimates at each station from the others against what it measured, hourly means.
   *
   * @param pollutant in its own unit
   * @param agreement estimate against measurement
   * @param withoutEstimate hours with a measurement for which there was no estimate
   */
  public record LeftOut(Pollutant pollutant, Agreement agreement, int withoutEstimate) {}

  /**
   * Error of the outlook, on days its profile was not learnt from.
   *
   * @param pollutant in its own unit
   * @param hoursAhead hours ahead
   * @param forecasts forecasts that could be checked, the same for both
   * @param rmse of the outlook
   * @param persistenceRmse of "it stays as it is"
   * @param used what the job gave
   */
  public record OutlookError(
      Pollutant pollutant,
      int hoursAhead,
      int forecasts,
      double rmse,
      double persistenceRmse,
      OutlookUse used) {
    /** Whether it is worth being used. */
    public boolean wins() {
      return rmse < persistenceRmse;
    }
  }

  /**
   * A station left its neighbourhood, which operators would have been told.
   *
   * @param station id of the station
   * @param pollutant in what
   * @param dayMs start of the day on which it was noticed, Unix milliseconds
   */
  public record Drift(String station, Pollutant pollutant, long dayMs) {}

  /**
   * The outlook where the job's rule gives it: only where it has beaten persistence so far.
   *
   * @param stations stations that had it at some time
   * @param forecasts forecasts given that could be checked
   * @param rmse of them; NaN without any
   * @param persistenceRmse of "it stays as it is" for the same hours
   */
  public record OutlookUse(int stations, int forecasts, double rmse, double persistenceRmse) {}

  /** Told of each step, so that whoever waits sees where it is. */
  public interface Watcher {
    /** Nobody waits. */
    Watcher NOBODY = (what, rows) -> {};

    /**
     * A data set has been read and its evaluation begins.
     *
     * @param dataSet name of the data set
     * @param rows lines read
     */
    void begins(String dataSet, int rows);
  }

  /**
   * Evaluates every recorded data set of a directory that is there.
   *
   * @param directory holds the files as published, see its README
   * @throws IOException naming the file and line that cannot be read
   */
  public List<DataSetResult> run(Path directory, Watcher watcher) throws IOException {
    List<DataSetResult> results = new ArrayList<>();
    for (Source source : Source.all(directory)) {
      Recorded data = source.read();
      watcher.begins(data.name(), data.rows());
      results.add(evaluate(data));
    }
    return results;
  }

  /**
   * Compares the low-cost units with the reference beside them; empty where either is not there.
   *
   * @param directory holds the files as published
   * @throws IOException naming the file and line that cannot be read
   */
  public List<Collocated> collocated(Path directory, Watcher watcher) throws IOException {
    List<Collocated> compared = new ArrayList<>();
    if (!Files.exists(directory.resolve(Recorded.REFERENCE))) {
      return compared;
    }
    Collocation beside = new Collocation(Recorded.reference(directory));
    for (int unit = 1; unit <= 2; unit++) {
      if (Files.exists(directory.resolve(Recorded.UNIT.formatted(unit)))) {
        Recorded data = Recorded.unit(directory, unit);
        watcher.begins(data.name() + " beside the reference", data.rows());
        for (List<AirSample> samples : data.stations().values()) {
          compared.addAll(beside.compare(data.name(), samples, this, data.intervalS()));
        }
      }
    }
    return compared;
  }

  /** Names of the files that are looked for. */
  public static List<String> files() {
    return List.of(
        Recorded.SEOUL, Recorded.BEIJING, Recorded.UNIT.formatted(1), Recorded.UNIT.formatted(2));
  }

  /** Tag of the index scheme. */
  public String scheme() {
    return scheme.tag();
  }

  DataSetResult evaluate(Recorded data) throws IOException {
    OutcomeTally tally = new OutcomeTally(scheme);
    for (Map.Entry<String, List<AirSample>> station : data.stations().entrySet()) {
      tally.station(station.getKey());
      outcomes(station.getValue(), data.intervalS(), HumidityCorrection.NONE).forEach(tally::add);
    }
    LeaveOneOut leaveOneOut =
        new LeaveOneOut(new InverseDistance(ExposureConfig.STANDARD), Places.of(data.name()));
    return tally.result(data, leaveOneOut, Places.of(data.name()));
  }

  /** What the rules make of one station's readings, in their order. */
  List<Outcome> outcomes(List<AirSample> samples, int intervalS, HumidityCorrection correction)
      throws IOException {
    HeapStore store = new HeapStore();
    List<Outcome> outcomes = new ArrayList<>();
    for (AirSample sample : samples) {
      outcomes.add(rules.reading(store, sample, intervalS, false, correction, WarmUp.NONE));
    }
    return outcomes;
  }

  /** A file and how it is read. */
  private interface Source {
    Recorded read() throws IOException;

    static List<Source> all(Path directory) {
      List<Source> there = new ArrayList<>();
      add(there, directory, Recorded.SEOUL, () -> Recorded.seoul(directory));
      add(there, directory, Recorded.BEIJING, () -> Recorded.beijing(directory));
      for (int unit = 1; unit <= 2; unit++) {
        int number = unit;
        add(
            there,
            directory,
            Recorded.UNIT.formatted(unit),
            () -> Recorded.unit(directory, number));
      }
      return there;
    }

    private static void add(List<Source> there, Path directory, String file, Source source) {
      if (Files.exists(directory.resolve(file))) {
        there.add(source);
      }
    }
  }
}
