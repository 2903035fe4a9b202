package city.pulso.jobs.air;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobEnvironment;
import city.pulso.jobs.JobMain;
import city.pulso.jobs.JobPorts;
import city.pulso.jobs.air.exposure.ExposureConfig;
import city.pulso.jobs.alert.AlertBook;
import city.pulso.jobs.alert.AlertRepeater;
import city.pulso.jobs.gateway.GatewayHealth;
import city.pulso.jobs.hot.HotKeyedCoOperator;
import city.pulso.jobs.ingest.DeadLetters;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Ingest;
import city.pulso.jobs.ingest.Ingested;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.ledger.Ledger;
import city.pulso.jobs.ledger.TellingHeartbeats;
import city.pulso.jobs.state.LatestStates;
import city.pulso.jobs.state.StateRepeater;
import city.pulso.jobs.store.AlertPoints;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Air exposure: from the readings of modules to hourly means, an index, latest states and alerts.
 *
 * <pre>
 * telemetry ─ Sequencer ─ registry join ─ by station: AirStation ─┬─ air_raw, air_hourly, air_index
 *                 │                                               ├─ hours ─ by site: AirSite ─ air_exposure ─ AirDose ─ air_site_dose, air_site_hours
 *                 │                                               ├─ hours ─ AirHealth ─ air_station_health, drift alerts
 *                 │                                               ├─ hours ─ AirOutlook ─ air_outlook, latest outlook
 *                 │                                               └─ latest state of each station
 *                 │      both: AirEpisodes ─┬─ alerts and latest state of each site
 *                 │                         └─ AirIncidents ─ alerts of the stations and of the city
 *                 │      by district: AirAdvisories ─ advisories, where the city asks for them
 *                 └ heartbeats ─ gateway_health, latest state of each gateway
 * </pre>
 */
public final class AirExposureJob {
  /** Name of the job, part of its client ids. */
  public static final String NAME = "air";

  private AirExposureJob() {}

  /**
   * Adds the job for a running city.
   *
   * @param clock serializable; what only silence can tell is decided by it
   */
  public static void build(StreamExecutionEnvironment env, JobConfig config, Clock clock) {
    topology(env, config, clock, JobPorts.of(config, NAME, clock));
  }

  /** Adds the job between the given ports. */
  public static void topology(
      StreamExecutionEnvironment env, JobConfig config, Clock clock, JobPorts ports) {
    JobEnvironment.prepare(env, config, clock);
    Ledger.Kept ledger =
        Ledger.attach(
            Ingest.build(
                env,
                config,
                Domain.AIR,
                ports,
                sequenced ->
                    sequenced
                        .filter(new TellingHeartbeats())
                        .uid("air-telling-heartbeats")
                        .name("Heartbeats that tell something")));
    Ingested ingested = ledger.ingested();
    DataStream<SubjectChange> stations =
        ingested
            .subjects()
            .filter(change -> change.kind().equals("station"))
            .uid("air-stations")
            .name("Changes of stations")
            .setParallelism(1);
    SingleOutputStreamOperator<StoredPoint> points =
        ingested
            .evidence()
            .filter(new SparseHeartbeats())
            .uid("air-sparse-heartbeats")
            .name("Heartbeats that may matter")
            .keyBy(Evidence::subjectKey, Types.STRING)
            .connect(stations.keyBy(SubjectChange::id, Types.STRING))
            .transform(
                "Air stations",
                TypeInformation.of(StoredPoint.class),
                HotKeyedCoOperator.of(new AirStation(config.airIndex())))
            .uid("air-station")
            .name("Air stations");
    SingleOutputStreamOperator<StoredPoint> outlooks =
        points
            .filter(point -> point.measurement().name().equals(Measurements.AIR_HOURLY.name()))
            .uid("air-hourly-points")
            .name("Hourly means of stations")
            .keyBy(point -> point.tag("station"), Types.STRING)
            .connect(stations.keyBy(SubjectChange::id, Types.STRING))
            .process(new AirOutlook(), TypeInformation.of(StoredPoint.class))
            .uid("air-outlook")
            .name("Outlook of stations");
    SingleOutputStreamOperator<StoredPoint> health =
        points
            .getSideOutput(AirStation.HEALTH)
            .keyBy(point -> point.tag("station"), Types.STRING)
            .connect(points.getSideOutput(AirStation.HOURS).broadcast(AirHealth.STATIONS))
            .process(new AirHealth(), TypeInformation.of(StoredPoint.class))
            .uid("air-health")
            .name("Health of stations");
    DataStream<SubjectChange> sites =
        ingested
            .subjects()
            .filter(change -> change.kind().equals("site"))
            .uid("air-sites")
            .name("Changes of sites")
            .setParallelism(1);
    SingleOutputStreamOperator<StoredPoint> exposure =
        sites
            .keyBy(SubjectChange::id, Types.STRING)
            .connect(points.getSideOutput(AirStation.HOURS).broadcast(AirSite.STATIONS))
            .process(
                new AirSite(ExposureConfig.STANDARD, config.airIndex()),
                TypeInformation.of(StoredPoint.class))
            .uid("air-exposure")
            .name("Exposure at sites");
    DataStream<StoredPoint> doses =
        exposure
            .keyBy(point -> point.tag("site"), Types.STRING)
            .connect(sites.keyBy(SubjectChange::id, Types.STRING))
            .process(new AirDose(), TypeInformation.of(StoredPoint.class))
            .uid("air-dose")
            .name("Doses at sites");
    DataStream<SubjectChange> city =
        ingested
            .subjects()
            .filter(change -> change.kind().equals("city"))
            .uid("air-city")
            .name("Changes of the city")
            .setParallelism(1);
    DataStream<SubjectChange> districts =
        ingested
            .subjects()
            .filter(change -> change.kind().equals("district"))
            .uid("air-districts")
            .name("Changes of districts")
            .setParallelism(1);
    SingleOutputStreamOperator<StationStanding> standings =
        points
            .getSideOutput(AirStation.NEWS)
            .union(exposure.getSideOutput(AirSite.NEWS))
            .keyBy(SubjectNews::key, Types.STRING)
            .connect(city.broadcast(AirEpisodes.CITY))
            .process(new AirEpisodes(config.airIndex()), EpisodeFormats.STANDING)
            .uid("air-episodes")
            .name("Episodes of stations and sites");
    DataStream<Alert> stationAlerts =
        standings
            .keyBy(standing -> AirIncidents.CITY, Types.STRING)
            .process(new AirIncidents(), AlertBook.TYPE)
            .uid("air-incidents")
            .name("Alerts of stations and the city");
    DataStream<Alert> advisories =
        points
            .getSideOutput(AirStation.NEWS)
            .keyBy(SubjectNews::district, Types.STRING)
            .connect(city.union(districts).broadcast(AirAdvisories.SETTINGS))
            .process(new AirAdvisories(), AlertBook.TYPE)
            .uid("air-advisories")
            .name("Advisories of districts");
    DataStream<Alert> alerts =
        stationAlerts.union(
            advisories,
            standings.getSideOutput(AirEpisodes.SITE_ALERTS),
            health.getSideOutput(AirHealth.ALERTS));
    DataStream<StoredPoint> alertPoints =
        alerts
            .map(AlertPoints::of, TypeInformation.of(StoredPoint.class))
            .uid("air-alert-points")
            .name("Points of alerts");
    GatewayHealth.Results gateways = GatewayHealth.attach(ingested, config, clock);
    ports.points(
        points.union(
            exposure,
            doses,
            outlooks,
            health,
            alertPoints,
            gateways.points(),
            ledger.points(),
            DeadLetters.attach(ingested, Domain.AIR, clock)));
    ports.alerts(AlertRepeater.attach(alerts));
    ports.states(
        LatestStates.of(points.getSideOutput(AirStation.STATES), "air-latest-states")
            .union(
                StateRepeater.attach(
                    standings
                        .getSideOutput(AirEpisodes.SITE_STATES)
                        .union(outlooks.getSideOutput(AirOutlook.STATES), gateways.states()))));
  }

  /** For a cluster: {@code --help} lists the options. */
  public static void main(String[] args) {
    JobMain.run(NAME, args, AirExposureJob::build);
  }
}
