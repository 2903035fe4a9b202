package city.pulso.jobs.gateway;

import city.pulso.jobs.JobConfig;
import city.pulso.jobs.ingest.GatewayPulse;
import city.pulso.jobs.ingest.Ingested;
import city.pulso.jobs.ingest.SubjectChange;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import java.time.Clock;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** The part that every job ends with: health of the gateways, for its own domain. */
public final class GatewayHealth {
  private GatewayHealth() {}

  /**
   * What to store and to retain.
   *
   * @param points gateway_health
   * @param states GatewayState under {gateway}.{domain}
   */
  public record Results(DataStream<StoredPoint> points, DataStream<StateMessage> states) {}

  /** Adds its operators to the job. */
  public static Results attach(Ingested ingested, JobConfig config, Clock clock) {
    SingleOutputStreamOperator<StoredPoint> health =
        ingested
            .pulses()
            .keyBy(GatewayPulse::gateway, Types.STRING)
            .connect(
                ingested
                    .subjects()
                    .filter(change -> change.kind().equals("gateway"))
                    .setParallelism(1)
                    .uid("gateway-changes")
                    .name("Gateways of the registry")
                    .keyBy(SubjectChange::id, Types.STRING))
            .process(
                new GatewayHealthFunction(config, clock), TypeInformation.of(StoredPoint.class))
            .uid("gateway-health")
            .name("Gateway health");
    return new Results(health, health.getSideOutput(GatewayHealthFunction.STATES));
  }
}
