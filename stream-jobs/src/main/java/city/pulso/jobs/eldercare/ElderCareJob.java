package city.pulso.jobs.eldercare;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.JobEnvironment;
import city.pulso.jobs.JobMain;
import city.pulso.jobs.JobPorts;
import city.pulso.jobs.alert.AlertRepeater;
import city.pulso.jobs.gateway.GatewayHealth;
import city.pulso.jobs.ingest.DeadLetters;
import city.pulso.jobs.ingest.Evidence;
import city.pulso.jobs.ingest.Ingest;
import city.pulso.jobs.ingest.Ingested;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.ledger.Ledger;
import city.pulso.jobs.state.StateRepeater;
import city.pulso.jobs.store.AlertPoints;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Elder care: activity from plugs, a verdict per home, alarms for caregivers and operators. */
public final class ElderCareJob {
  private ElderCareJob() {}

  /** Adds the job with the broker and the store of the configuration. */
  public static void build(StreamExecutionEnvironment env, JobConfig config, Clock clock) {
    topology(env, config, clock, JobPorts.of(config, "homes", clock));
  }

  /** Adds the job between the given ports. */
  public static void topology(
      StreamExecutionEnvironment env, JobConfig config, Clock clock, JobPorts ports) {
    JobEnvironment.prepare(env, config, clock);
    Ledger.Kept ledger = Ledger.attach(Ingest.build(env, config, Domain.HOMES, ports));
    Ingested ingested = ledger.ingested();
    TypeInformation<HomeSignal> signalType = TypeInformation.of(HomeSignal.class);

    DataStream<SubjectChange> homeChanges = changes(ingested, "home");
    DataStream<SubjectChange> plugsGone =
        homeChanges
            .flatMap(new PlugsGone(), TypeInformation.of(SubjectChange.class))
            .setParallelism(1)
            .uid("plugs-gone")
            .name("Plugs taken out");
    SingleOutputStreamOperator<HomeSignal> plugs =
        ingested
            .evidence()
            .keyBy(Evidence::device, Types.STRING)
            .connect(plugsGone.keyBy(SubjectChange::id, Types.STRING))
            .process(new PlugFunction(), signalType)
            .uid("plugs")
            .name("Activity of plugs");
    SingleOutputStreamOperator<HomeSignal> watch =
        ingested
            .pulses()
            .keyBy(pulse -> "city", Types.STRING)
            .connect(
                homeChanges
                    .union(changes(ingested, "gateway"))
                    .keyBy(change -> "city", Types.STRING))
            .process(new WatchFunction(config, clock), signalType)
            .setParallelism(1)
            .uid("gateway-watch")
            .name("Gateways heard");
    SingleOutputStreamOperator<StoredPoint> homes =
        plugs
            .union(watch)
            .keyBy(HomeSignal::home, Types.STRING)
            .connect(homeChanges.keyBy(SubjectChange::id, Types.STRING))
            .process(new HomeFunction(config, clock), TypeInformation.of(StoredPoint.class))
            .uid("homes")
            .name("Verdicts of homes");
    DataStream<Alert> alerts =
        homes.getSideOutput(HomeFunction.ALERTS).union(watch.getSideOutput(WatchFunction.ALERTS));
    DataStream<StoredPoint> alertPoints =
        alerts
            .map(AlertPoints::of, TypeInformation.of(StoredPoint.class))
            .uid("alert-points")
            .name("Points of alerts");
    GatewayHealth.Results gateways = GatewayHealth.attach(ingested, config, clock);

    ports.points(
        plugs
            .getSideOutput(PlugFunction.POINTS)
            .union(
                homes,
                alertPoints,
                gateways.points(),
                ledger.points(),
                DeadLetters.attach(ingested, Domain.HOMES, clock)));
    ports.alerts(AlertRepeater.attach(alerts));
    ports.states(
        StateRepeater.attach(homes.getSideOutput(HomeFunction.STATES).union(gateways.states())));
  }

  /** For a cluster: {@code --help} lists the options. */
  public static void main(String[] args) {
    JobMain.run("homes", args, ElderCareJob::build);
  }

  private static DataStream<SubjectChange> changes(Ingested ingested, String kind) {
    return ingested
        .subjects()
        .filter(change -> change.kind().equals(kind))
        .setParallelism(1)
        .uid(kind + "-entries")
        .name("Registry: " + kind);
  }
}
