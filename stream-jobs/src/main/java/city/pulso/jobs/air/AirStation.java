package city.pulso.jobs.air;

import static java.util.Objects.requireNonNull;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.index.IndexSchemes;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.HumidityCorrection;
import city.pulso.jobs.air.quality.QualityConfig;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.quality.WarmUp;
import city.pulso.jobs.air.station.HourHealth;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Outcome;
import city.pulso.jobs.air.station.Outcome.Placement;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.air.station.StationAir;
import city.pulso.jobs.air.station.StationStore;
import city.pulso.jobs.counters.Tally;
import city.pulso.jobs.hot.HotFunction;
import city.pulso.jobs.hot.HotMemory;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.GenericPoints;
import city.pulso.jobs.store.Provenance;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * One air station: raw points, hours, index and latest state. The rules are {@link StationAir};
 * this operator holds their state and turns results into messages. Keyed by station (readings of
 * unknown devices by device: stored raw, no more).
 *
 * <p>Keyed state: that of {@link KeyedStations}, cleared when the station leaves the registry. No
 * timers: time is evidence.
 */
final class AirStation extends KeyedCoProcessFunction<String, Evidence, SubjectChange, StoredPoint>
    implements HotFunction {
  static final OutputTag<StateMessage> STATES =
      new OutputTag<>("air-states", TypeInformation.of(StateMessage.class));

  /** Every hour said, for the sites around. */
  static final OutputTag<StationHour> HOURS =
      new OutputTag<>("air-station-hours", SiteFormats.STATION_HOUR);

  /** Every hour judged, for alerts. */
  static final OutputTag<SubjectNews> NEWS =
      new OutputTag<>("air-station-news", EpisodeFormats.NEWS);

  /** How the station did in each hour said; whether it drifts is added by {@link AirHealth}. */
  static final OutputTag<StoredPoint> HEALTH =
      new OutputTag<>("air-station-health", TypeInformation.of(StoredPoint.class));

  /** Part of the heap that stations in memory may take: a fourth. */
  private static final int HEAP_PART = 4;

  private static final long serialVersionUID = 1L;

  private final String scheme;
  private final int hotStations;

  private transient @Nullable KeyContext keys;
  private transient StationAir rules;
  private transient KeyedStations stations;
  private transient Tally readings;
  private transient Tally foreign;
  private transient Tally flagged;
  private transient Tally late;
  private transient Tally replaced;
  private transient Tally tooLate;
  private transient Tally doubtful;
  private transient Tally overfull;
  private transient Tally skippedHours;

  AirStation(String scheme) {
    this(scheme, 0);
  }

  /**
   * @param hotStations stations whose state is in memory; 0 = as many as have room
   */
  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  AirStation(String scheme, int hotStations) {
    IndexSchemes.byTag(scheme); // refused here rather than in the cluster
    this.scheme = scheme;
    this.hotStations = hotStations;
  }

  @Override
  public void keys(KeyContext context) {
    keys = context;
  }

  @Override
  public void writeBack() throws Exception {
    stations.writeBack();
  }

  @Override
  public void open(OpenContext context) {
    rules =
        new StationAir(new QualityControl(QualityConfig.standard()), IndexSchemes.byTag(scheme));
    int most =
        hotStations > 0
            ? hotStations
            : HotMemory.values(HEAP_PART, HotStation.BYTES, getRuntimeContext().getTaskInfo());
    stations = new KeyedStations(getRuntimeContext(), requireNonNull(keys), most);
    readings = Tally.of(getRuntimeContext(), "air-readings");
    foreign = Tally.of(getRuntimeContext(), "air-readings-foreign");
    flagged = Tally.of(getRuntimeContext(), "air-readings-flagged");
    late = Tally.of(getRuntimeContext(), "air-readings-late");
    replaced = Tally.of(getRuntimeContext(), "air-readings-replaced");
    tooLate = Tally.of(getRuntimeContext(), "air-readings-too-late");
    doubtful = Tally.of(getRuntimeContext(), "air-readings-doubtful");
    overfull = Tally.of(getRuntimeContext(), "air-readings-overfull");
    skippedHours = Tally.of(getRuntimeContext(), "air-hours-skipped");
  }

  @Override
  public void processElement1(Evidence evidence, Context context, Collector<StoredPoint> out)
      throws Exception {
    Assignment station = evidence.assignment();
    boolean known = station.kind() == Assignment.Kind.STATION;
    Reading reading = evidence.reading();
    if (reading == null) {
      if (known) {
        StationStore store = stations.station();
        Outcome outcome = rules.heartbeat(store, evidence.atMs());
        publish(outcome, store, station, false, context, out);
      }
    } else if (reading.hasGeneric()) {
      GenericPoints.of(reading, evidence.gateway()).forEach(out::collect);
    } else if (!reading.hasAir()) {
      foreign.increment();
    } else {
      readings.increment();
      List<String> flags = new ArrayList<>(Provenance.doubtFlags(reading));
      if (known) {
        AirSample sample = AirMessages.sample(reading);
        StationStore store = stations.station();
        Outcome outcome =
            rules.reading(
                store,
                sample,
                station.reportIntervalS(),
                !flags.isEmpty(),
                HumidityCorrection.of(station.type()),
                WarmUp.of(station.type()));
        count(outcome);
        if (outcome.verdict() != null) {
          flags.addAll(outcome.verdict().texts());
        }
        out.collect(AirMessages.raw(reading, evidence.gateway(), station, flags));
        publish(outcome, store, station, newest(sample, outcome, store), context, out);
      } else {
        out.collect(AirMessages.raw(reading, evidence.gateway(), station, flags));
      }
    }
  }

  @Override
  public void processElement2(SubjectChange change, Context context, Collector<StoredPoint> out)
      throws Exception {
    if (!change.removed()) {
      return;
    }
    context.output(
        NEWS,
        SubjectNews.removed(
            SubjectNews.Kind.STATION, change.id(), change.parsed().getStation().getDistrict()));
    context.output(STATES, StateMessage.removed(AirMessages.STATE_KIND, change.id()));
    context.output(HOURS, StationHour.removed(change.id()));
    stations.clear();
  }

  private void publish(
      Outcome outcome,
      StationStore store,
      Assignment station,
      boolean newReading,
      Context context,
      Collector<StoredPoint> out)
      throws IOException {
    for (HourRecord hour : outcome.hours()) {
      out.collect(AirMessages.hourly(hour, station));
      context.output(HOURS, AirMessages.stationHour(hour, station));
    }
    for (HourRecord hour : outcome.indices()) {
      out.collect(AirMessages.index(hour, station, scheme));
    }
    for (HourHealth health : outcome.health()) {
      context.output(HEALTH, AirPoints.health(health, station));
    }
    for (Outcome.RunningHour hour : outcome.running()) {
      AirPoints.running(hour, station).forEach(out::collect);
    }
    if (!outcome.indices().isEmpty()) {
      context.output(NEWS, AirMessages.news(outcome.indices(), station));
    }
    if (newReading || !outcome.indices().isEmpty()) {
      Progress progress = store.progress();
      HourRecord newest = store.hour(progress.closedThroughMs() - HourBucket.HOUR_MS);
      context.output(STATES, AirMessages.state(station, progress, newest));
    }
  }

  private static boolean newest(AirSample sample, Outcome outcome, StationStore store)
      throws IOException {
    boolean placed =
        outcome.placement() == Placement.IN_TIME || outcome.placement() == Placement.REPLACED;
    return placed && store.progress().latest().observedAtMs() == sample.observedAtMs();
  }

  private void count(Outcome outcome) {
    if (outcome.verdict() != null && outcome.verdict().excluded()) {
      flagged.increment();
    }
    switch (outcome.placement()) {
      case LATE -> late.increment();
      case REPLACED -> replaced.increment();
      case TOO_LATE -> tooLate.increment();
      case DOUBTFUL -> doubtful.increment();
      case OVERFULL -> overfull.increment();
      case NONE, IN_TIME -> {}
    }
    skippedHours.add(outcome.skippedHours());
  }
}
