package city.pulso.flink.mqtt.broker;

import city.pulso.flink.mqtt.MqttConnectionOptions;

/** A broker that a test starts, stops and starts again on the same port. */
public interface Broker extends AutoCloseable {
  MqttConnectionOptions connection();

  void start() throws Exception;

  void stop() throws Exception;

  @Override
  default void close() throws Exception {
    stop();
  }
}
