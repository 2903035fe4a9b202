package city.pulso.jobs;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.ingest.ReceiptPublisher;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import java.time.Clock;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Where a job's streams come from and go to: a broker and a store, or what a test brings. Every
 * implementation gives its operators uid and name.
 */
public interface JobPorts {
  /**
   * The ports of a running city.
   *
   * @param job name that no other job of the city uses, its domain's; part of every MQTT client id
   * @param clock the city's; serializable
   */
  static JobPorts of(JobConfig config, String job, Clock clock) {
    return new BrokerAndStore(config, job, clock);
  }

  /** Messages on the telemetry topics of the domain. */
  DataStream<MqttMessage> telemetry(StreamExecutionEnvironment env, Domain domain);

  /** Registry messages, the retained ones first, parallelism 1. */
  DataStream<MqttMessage> registry(StreamExecutionEnvironment env);

  /** Publishes receipts from within the Sequencer of that domain. */
  ReceiptPublisher.Factory receipts(Domain domain);

  /** Stores points. Called once per job, with all of its points. */
  void points(DataStream<StoredPoint> points);

  /** Publishes alerts. Called once per job, with all of its alerts. */
  void alerts(DataStream<Alert> alerts);

  /** Retains latest states. Called once per job, with all of its states. */
  void states(DataStream<StateMessage> states);
}
