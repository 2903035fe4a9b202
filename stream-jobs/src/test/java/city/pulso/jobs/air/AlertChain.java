package city.pulso.jobs.air;

import city.pulso.jobs.air.exposure.ExposureConfig;
import city.pulso.jobs.air.exposure.StationHour;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.hot.HotKeyedCoOperator;
import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Origin;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Place;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.SiteKind;
import city.pulso.schemas.v1.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.NullUnmarked;

/** The operators from readings to alerts, one behind the other, fed by hand. */
@NullUnmarked
final class AlertChain implements AutoCloseable {
  static final long HOUR = 3_600_000L;

  /** 2017-05-05 16:00 UTC, a Friday: 11 in the morning in Lima. */
  static final long T0 = 1_494_000_000_000L / HOUR * HOUR;

  private KeyedTwoInputStreamOperatorTestHarness<String, Evidence, SubjectChange, StoredPoint>
      stations;
  private KeyedBroadcastOperatorTestHarness<String, SubjectChange, StationHour, StoredPoint> sites;
  private KeyedBroadcastOperatorTestHarness<String, SubjectNews, SubjectChange, StationStanding>
      episodes;
  private KeyedOneInputStreamOperatorTestHarness<String, StationStanding, Alert> incidents;
  private final List<Alert> alerts = new ArrayList<>();
  private final List<StateMessage> states = new ArrayList<>();

  AlertChain() throws Exception {
    create();
    for (AbstractStreamOperatorTestHarness<?> each : all()) {
      each.open();
    }
  }

  private void create() throws Exception {
    stations =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            HotKeyedCoOperator.of(new AirStation(UsEpaAqi.TAG)),
            Evidence::subjectKey,
            SubjectChange::id,
            Types.STRING);
    sites =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new AirSite(ExposureConfig.STANDARD, "us-epa"), List.of(AirSite.STATIONS)),
            SubjectChange::id,
            Types.STRING,
            1,
            1,
            0);
    episodes =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<>(
                new AirEpisodes("us-epa"), List.of(AirEpisodes.CITY)),
            SubjectNews::key,
            Types.STRING,
            1,
            1,
            0);
    incidents =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new AirIncidents()),
            standing -> AirIncidents.CITY,
            Types.STRING);
    SerializerConfig config = episodes.getExecutionConfig().getSerializerConfig();
    episodes.setup(EpisodeFormats.STANDING.createSerializer(config));
    incidents.setup(AlertBook.TYPE.createSerializer(config));
  }

  private List<AbstractStreamOperatorTestHarness<?>> all() {
    return List.of(stations, sites, episodes, incidents);
  }

  /** Every operator stops and goes on from a checkpoint. */
  void restart() throws Exception {
    List<OperatorSubtaskState> snapshots = new ArrayList<>();
    for (AbstractStreamOperatorTestHarness<?> each : all()) {
      snapshots.add(each.snapshot(1, 1));
      each.close();
    }
    create();
    for (int i = 0; i < snapshots.size(); i++) {
      all().get(i).initializeState(snapshots.get(i));
      all().get(i).open();
    }
  }

  void city(String zone) throws Exception {
    RegistryEntry city =
        RegistryEntry.newBuilder().setCity(City.newBuilder().setId("c").setTimeZone(zone)).build();
    episodes.processBroadcastElement(
        new SubjectChange("city", "c", new byte[0], city.toByteArray()), 0);
  }

  /** A site 1 km south of station a. */
  void site(String id, String hours) throws Exception {
    sites.processElement(
        new SubjectChange("site", id, new byte[0], siteEntry(id, hours).toByteArray()), 0);
    drain();
  }

  void removeSite(String id) throws Exception {
    sites.processElement(
        new SubjectChange("site", id, siteEntry(id, "").toByteArray(), new byte[0]), 0);
    drain();
  }

  private static RegistryEntry siteEntry(String id, String hours) {
    return RegistryEntry.newBuilder()
        .setSite(
            Site.newBuilder()
                .setId(id)
                .setName("Colegio " + id)
                .setDistrict("lince")
                .setKind(SiteKind.SCHOOL)
                .setOpeningHours(hours)
                .setPlace(Place.newBuilder().setLatitude(-12.089).setLongitude(-77.03)))
        .build();
  }

  /** The mean of one hour, heard at its end. */
  void hour(String station, int hour, double pm25) throws Exception {
    Reading reading =
        Reading.newBuilder()
            .setDevice("dev-" + station)
            .setObservedAtMs(T0 + (hour + 1) * HOUR)
            .setAcceptedAtMs(T0 + (hour + 1) * HOUR + 2_000)
            .setTimeSource(TimeSource.DEVICE_CLOCK)
            .setAir(AirReading.newBuilder().setPm25Ugm3(pm25).setAveragedOverS(3_600))
            .build();
    evidence(station, reading.getObservedAtMs(), reading);
  }

  /** The station's gateway is heard: what was to come up to then has come. */
  void heartbeat(String station, int hour) throws Exception {
    evidence(station, T0 + (hour + 1) * HOUR + 30_000, null);
  }

  void removeStation(String station) throws Exception {
    stations.processElement2(
        new StreamRecord<>(new SubjectChange("station", station, new byte[0], new byte[0])));
    drain();
  }

  /** Real time goes on. */
  void waitFor(long ms) throws Exception {
    incidents.setProcessingTime(incidents.getProcessingTime() + ms);
    drain();
  }

  private void evidence(String station, long atMs, Reading reading) throws Exception {
    double north = (station.charAt(0) - 'a') * 0.001;
    Assignment to =
        new Assignment(
            Assignment.Kind.STATION,
            station,
            "",
            "lince",
            "Estación " + station,
            -12.08 + north,
            -77.03,
            "low-cost-optical",
            false,
            0,
            3_600);
    stations.processElement1(
        new StreamRecord<>(
            new Evidence(
                "dev-" + station, "gw-1", Domain.AIR, atMs, reading, atMs, to, Origin.UNKNOWN)));
    drain();
  }

  private void drain() throws Exception {
    for (StationHour hour : take(stations, AirStation.HOURS)) {
      sites.processBroadcastElement(hour, 0);
    }
    for (SubjectNews news : take(stations, AirStation.NEWS)) {
      episodes.processElement(news, 0);
    }
    for (SubjectNews news : take(sites, AirSite.NEWS)) {
      episodes.processElement(news, 0);
    }
    for (StationStanding standing : episodes.extractOutputValues()) {
      incidents.processElement(standing, 0);
    }
    episodes.getOutput().clear();
    alerts.addAll(incidents.extractOutputValues());
    incidents.getOutput().clear();
    alerts.addAll(take(episodes, AirEpisodes.SITE_ALERTS));
    states.addAll(take(episodes, AirEpisodes.SITE_STATES));
  }

  private static <T> List<T> take(AbstractStreamOperatorTestHarness<?> from, OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    Queue<StreamRecord<T>> records = from.getSideOutput(tag);
    if (records != null) {
      records.forEach(record -> values.add(record.getValue()));
      records.clear();
    }
    return values;
  }

  List<Alert> alerts() {
    return alerts;
  }

  List<Alert> alerts(String kind) {
    return alerts.stream().filter(a -> a.getKind().equals(kind)).toList();
  }

  List<StateMessage> states() {
    return states;
  }

  int episodeEntries() {
    AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) episodes.getOperator();
    return ((HeapKeyedStateBackend<?>) operator.getKeyedStateBackend()).numKeyValueStateEntries();
  }

  @Override
  public void close() throws Exception {
    for (AbstractStreamOperatorTestHarness<?> each : all()) {
      each.close();
    }
  }
}
