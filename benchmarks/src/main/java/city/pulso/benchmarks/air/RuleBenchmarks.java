package city.pulso.benchmarks.air;

import city.pulso.jobs.air.episode.AlertLevels;
import city.pulso.jobs.air.episode.Episode;
import city.pulso.jobs.air.episode.EpisodeTrack;
import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.air.episode.JudgedHour;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.QualityConfig;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.quality.Quantity;
import city.pulso.jobs.air.quality.Verdict;
import city.pulso.jobs.air.station.HeapStore;
import city.pulso.jobs.air.station.Outcome;
import city.pulso.jobs.air.station.StationAir;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * One station that goes on for ever, six pollutants a reading, its state on the heap: two days of
 * hours are kept, as in the job.
 */
@State(Scope.Thread)
public class RuleBenchmarks {
  private static final long HOUR_MS = 3_600_000L;
  private static final long MINUTE_MS = 60_000L;
  private static final int MINUTES = 60;

  private final QualityControl quality = new QualityControl(QualityConfig.standard());
  private final StationAir rules = new StationAir(quality, new UsEpaAqi());
  private final AlertLevels levels = AlertLevels.of(UsEpaAqi.TAG);
  private final HeapStore minutes = new HeapStore();
  private final HeapStore hours = new HeapStore();
  private final HeapStore memory = new HeapStore();
  private EpisodeTrack track = EpisodeTrack.EMPTY;
  private long minute = 400_000L * MINUTES;
  private long hour = 400_000L;
  private long judged = 400_000L * MINUTES;
  private long alerted = 400_000L;

  /** Quality control alone. */
  @Benchmark
  public Verdict qualityControl() {
    judged++;
    Verdict verdict = quality.judge(sample(judged * MINUTE_MS, 60, judged), memory.quality());
    memory.quality(verdict.memory());
    return verdict;
  }

  /** A reading a minute, through quality control and hourly means to the index of each hour. */
  @Benchmark
  @OperationsPerInvocation(MINUTES)
  public Outcome readingAMinute() throws IOException {
    Outcome last = null;
    for (int i = 0; i < MINUTES; i++) {
      minute++;
      last = rules.reading(minutes, sample(minute * MINUTE_MS, 60, minute), 60, false);
    }
    return java.util.Objects.requireNonNull(last);
  }

  /** A reading an hour: each says an hour and its index. */
  @Benchmark
  public Outcome readingAnHour() throws IOException {
    hour++;
    return rules.reading(hours, sample(hour * HOUR_MS, 3_600, hour), 3_600, false);
  }

  /** The episodes of both audiences over two days, judged anew with each hour. */
  @Benchmark
  public Episode episodesAnHour() {
    alerted++;
    int rank = (int) (alerted / 12 % 5) + 1;
    JudgedHour said =
        new JudgedHour(
            alerted * HOUR_MS, 1, rank, rank, "moderate", "pm2_5", "", List.of(), List.of());
    track = track.with(List.of(said), levels);
    track.episode(Group.EVERYBODY, levels);
    return track.episode(Group.SENSITIVE, levels);
  }

  private static AirSample sample(long atMs, int seconds, long n) {
    double wave = Math.sin(n * 0.37);
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.PM2_5, 21 + 4 * wave);
    values.put(Quantity.PM10, 48 + 9 * wave);
    values.put(Quantity.O3, 17 + 5 * wave);
    values.put(Quantity.NO2, 22 + 6 * wave);
    values.put(Quantity.SO2, 4 + wave);
    values.put(Quantity.CO, 0.6 + 0.2 * wave);
    values.put(Quantity.TEMPERATURE, 19 + wave);
    values.put(Quantity.HUMIDITY, 80 + 3 * wave);
    return new AirSample(atMs, seconds, values);
  }
}
