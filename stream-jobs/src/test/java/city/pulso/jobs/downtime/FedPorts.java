package city.pulso.jobs.downtime;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.JobPorts;
import city.pulso.jobs.TestPorts;
import city.pulso.jobs.ingest.ReceiptPublisher;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Ports that are fed by hand and keep what the job says, as {@link TestPorts} does. */
final class FedPorts implements JobPorts {
  static final String TELEMETRY = "telemetry-source";
  static final String REGISTRY = "registry-source";

  private final TestPorts kept = new TestPorts(List.of(), List.of());

  @Override
  public DataStream<MqttMessage> telemetry(StreamExecutionEnvironment env, Domain domain) {
    return Feed.source(env, TELEMETRY);
  }

  @Override
  public DataStream<MqttMessage> registry(StreamExecutionEnvironment env) {
    return Feed.source(env, REGISTRY);
  }

  @Override
  public ReceiptPublisher.Factory receipts(Domain domain) {
    return kept.receipts(domain);
  }

  @Override
  public void points(DataStream<StoredPoint> points) {
    kept.points(points);
  }

  @Override
  public void alerts(DataStream<Alert> alerts) {
    kept.alerts(alerts);
  }

  @Override
  public void states(DataStream<StateMessage> states) {
    kept.states(states);
  }
}
