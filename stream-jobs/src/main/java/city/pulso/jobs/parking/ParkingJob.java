package city.pulso.jobs.parking;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobEnvironment;
import city.pulso.jobs.JobMain;
import city.pulso.jobs.JobPorts;
import city.pulso.jobs.gateway.GatewayHealth;
import city.pulso.jobs.ingest.DeadLetters;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Ingest;
import city.pulso.jobs.ingest.Ingested;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.ledger.Ledger;
import city.pulso.jobs.state.StateRepeater;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Domain;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Parking: bays debounced, car parks checked, places counted per zone. */
public final class ParkingJob {
  private ParkingJob() {}

  /** Adds the job with the broker and the store of the configuration. */
  public static void build(StreamExecutionEnvironment env, JobConfig config, Clock clock) {
    topology(env, config, clock, JobPorts.of(config, "parking", clock));
  }

  /** Adds the job between the given ports. */
  public static void topology(
      StreamExecutionEnvironment env, JobConfig config, Clock clock, JobPorts ports) {
    JobEnvironment.prepare(env, config, clock);
    Ledger.Kept ledger = Ledger.attach(Ingest.build(env, config, Domain.PARKING, ports));
    Ingested ingested = ledger.ingested();
    DataStream<Evidence> evidence = ingested.evidence();

    DataStream<StoredPoint> raw =
        evidence
            .flatMap(new ParkingRaw(), TypeInformation.of(StoredPoint.class))
            .uid("parking-raw")
            .name("Raw points");
    DataStream<SubjectChange> zones =
        ingested
            .subjects()
            .filter(change -> change.kind().equals("zone"))
            .setParallelism(1)
            .uid("zone-changes")
            .name("Zones of the registry");
    SingleOutputStreamOperator<StoredPoint> places =
        evidence
            .filter(item -> item.assignment().assigned())
            .uid("assigned-parking")
            .name("Of known zones")
            .keyBy(Evidence::subjectKey, Types.STRING)
            .connect(zones.keyBy(SubjectChange::id, Types.STRING))
            .process(new ZoneFunction(config), TypeInformation.of(StoredPoint.class))
            .uid("zones")
            .name("Bays and places of zones");
    GatewayHealth.Results gateways = GatewayHealth.attach(ingested, config, clock);

    ports.points(
        raw.union(
            places,
            gateways.points(),
            ledger.points(),
            DeadLetters.attach(ingested, Domain.PARKING, clock)));
    ports.states(
        StateRepeater.attach(places.getSideOutput(ZoneFunction.STATES).union(gateways.states())));
  }

  /** For a cluster: {@code --help} lists the options. */
  public static void main(String[] args) {
    JobMain.run("parking", args, ParkingJob::build);
  }
}
