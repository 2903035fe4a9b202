package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.episode.EpisodeConfig;
import city.pulso.jobs.air.episode.EpisodeRule;
import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.pollutant.Pollutant;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.QualityConfig;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.quality.Verdict;
import city.pulso.jobs.air.station.HeapStore;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Outcome;
import city.pulso.jobs.air.station.StationAir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    this(new UsEpaAqi(), QualityConfig.standard(), EpisodeConfig.STANDARD);
  }

  public AirEvaluation(IndexScheme scheme, QualityConfig quality, EpisodeConfig episodes) {
    this.scheme = scheme;
    this.rules = new StationAir(new QualityControl(quality), scheme, new EpisodeRule(episodes));
  }

  /**
   * One episode of one station.
   *
   * @param station station
   * @param openedAtMs start of its first bad hour, Unix milliseconds
   * @param clearedAtMs end of the hour that ended it; null = the data end first
   * @param peak worst index
   * @param responsible pollutants behind the worst index
   */
  public record StationEpisode(
      String station, long openedAtMs, @Nullable Long clearedAtMs, int peak, String responsible) {}

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
      List<StationEpisode> episodes) {

    /** Alerts cleared within the data. */
    public long cleared() {
      return episodes.stream().filter(e -> e.clearedAtMs() != null).count();
    }
  }

  /**
   * Evaluates every recorded data set of a directory that is there.
   *
   * @param directory holds the files as published, see its README
   */
  public List<DataSetResult> run(Path directory) throws IOException {
    List<DataSetResult> results = new ArrayList<>();
    if (Files.exists(directory.resolve(Recorded.SEOUL))) {
      results.add(evaluate(Recorded.seoul(directory)));
    }
    if (Files.exists(directory.resolve(Recorded.BEIJING))) {
      results.add(evaluate(Recorded.beijing(directory)));
    }
    for (int unit = 1; unit <= 2; unit++) {
      if (Files.exists(directory.resolve(Recorded.UNIT.formatted(unit)))) {
        results.add(evaluate(Recorded.unit(directory, unit)));
      }
    }
    return results;
  }

  /** Evaluates and prints one paragraph per data set. */
  public void print(Path directory, Appendable out) throws IOException {
    List<DataSetResult> results = run(directory);
    if (results.isEmpty()) {
      out.append("no recorded air data in ").append(directory.toString()).append('\n');
    }
    for (DataSetResult r : results) {
      out.append(r.name()).append('\n');
      line(out, "rows read", r.rows() + " of " + r.stations() + " stations");
      line(out, "values flagged", r.flagged().isEmpty() ? "none" : words(r.flagged()));
      line(out, "readings replaced", String.valueOf(r.replaced()));
      line(out, "hours", String.valueOf(r.hours()));
      line(out, "hours complete", words(r.complete()));
      line(out, "index " + scheme.tag(), words(r.categories()));
      line(out, "alerts", r.episodes().size() + " opened, " + r.cleared() + " cleared");
    }
  }

  DataSetResult evaluate(Recorded data) {
    Tally tally = new Tally(scheme);
    data.stations()
        .forEach(
            (station, samples) -> {
              HeapStore store = new HeapStore();
              tally.station(station);
              for (AirSample sample : samples) {
                tally.add(reading(store, sample, data.intervalS()));
              }
            });
    return tally.result(data);
  }

  private Outcome reading(HeapStore store, AirSample sample, int intervalS) {
    try {
      return rules.reading(store, sample, intervalS, false);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void line(Appendable out, String what, String value) throws IOException {
    out.append(String.format("  %-18s %s%n", what, value));
  }

  private static String words(Map<?, Integer> counts) {
    List<String> words = new ArrayList<>();
    counts.forEach((what, count) -> words.add(what + " " + count));
    return String.join(", ", words);
  }

  /** Counts outcomes. */
  private static final class Tally {
    private final Map<String, Integer> flagged = new TreeMap<>();
    private final Map<Pollutant, Integer> complete = new EnumMap<>(Pollutant.class);
    private final Map<String, Integer> categories = new LinkedHashMap<>();
    private final List<StationEpisode> episodes = new ArrayList<>();
    private String station = "";
    private @Nullable StationEpisode open;
    private int replaced;
    private int hours;

    Tally(IndexScheme scheme) {
      scheme.categories().forEach(c -> categories.put(c.key(), 0));
      categories.put("no-data", 0);
    }

    void station(String next) {
      finish();
      station = next;
    }

    void add(Outcome outcome) {
      Verdict verdict = outcome.verdict();
      if (verdict != null) {
        verdict.texts().forEach(text -> flagged.merge(text, 1, Integer::sum));
      }
      replaced += outcome.placement() == Outcome.Placement.REPLACED ? 1 : 0;
      for (HourRecord hour : outcome.hours()) {
        if (hour.revision() == 1) {
          hours++;
          hour.means().keySet().forEach(p -> complete.merge(p, 1, Integer::sum));
        }
      }
      for (HourRecord hour : outcome.indices()) {
        if (hour.indexRevision() == 1) {
          categories.merge(hour.index().category(), 1, Integer::sum);
        }
        peak(hour);
      }
      outcome.changes().forEach(this::change);
    }

    private void change(Outcome.Change change) {
      HourRecord.HourIndex index = change.basis().index();
      int value = index.value() == null ? 0 : index.value();
      if (change.open() && open == null) {
        open =
            new StationEpisode(
                station, change.episode().openedAtMs(), null, value, index.responsible());
      } else if (!change.open() && open != null) {
        episodes.add(
            new StationEpisode(
                station,
                open.openedAtMs(),
                change.episode().clearedAtMs(),
                open.peak(),
                open.responsible()));
        open = null;
      }
    }

    private void peak(HourRecord hour) {
      Integer value = hour.index().value();
      if (open != null && value != null && value > open.peak()) {
        open =
            new StationEpisode(station, open.openedAtMs(), null, value, hour.index().responsible());
      }
    }

    private void finish() {
      if (open != null) {
        episodes.add(open);
        open = null;
      }
    }

    DataSetResult result(Recorded data) {
      finish();
      return new DataSetResult(
          data.name(),
          data.rows(),
          data.stations().size(),
          flagged,
          replaced,
          hours,
          complete,
          categories,
          episodes);
    }
  }
}
