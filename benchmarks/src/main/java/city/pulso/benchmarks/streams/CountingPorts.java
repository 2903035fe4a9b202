package city.pulso.benchmarks.streams;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.JobPorts;
import city.pulso.jobs.ingest.ReceiptPublisher;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A city's ports that count what passes, in this process: registry entries as they come, readings
 * as their points go to the store.
 */
final class CountingPorts implements JobPorts {
  private static final LongAdder REGISTRY = new LongAdder();
  private static final LongAdder READINGS = new LongAdder();

  private final JobPorts city;

  CountingPorts(JobPorts city) {
    this.city = city;
  }

  static long registryEntries() {
    return REGISTRY.sum();
  }

  static long readings() {
    return READINGS.sum();
  }

  @Override
  public DataStream<MqttMessage> telemetry(StreamExecutionEnvironment env, Domain domain) {
    return city.telemetry(env, domain);
  }

  @Override
  public DataStream<MqttMessage> registry(StreamExecutionEnvironment env) {
    return city.registry(env)
        .filter(
            message -> {
              REGISTRY.increment();
              return true;
            })
        .uid("count-registry")
        .name("Count entries")
        .setParallelism(1);
  }

  @Override
  public ReceiptPublisher.Factory receipts(Domain domain) {
    return city.receipts(domain);
  }

  @Override
  public void points(DataStream<StoredPoint> points) {
    city.points(
        points
            .filter(
                point -> {
                  if (point.measurement().equals(Measurements.AIR_RAW)) {
                    READINGS.increment();
                  }
                  return true;
                })
            .uid("count-readings")
            .name("Count readings"));
  }

  @Override
  public void alerts(DataStream<Alert> alerts) {
    city.alerts(alerts);
  }

  @Override
  public void states(DataStream<StateMessage> states) {
    city.states(states);
  }
}
