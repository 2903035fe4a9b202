package city.pulso.flink.mqtt.suite;

import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/** Flink's suite for sinks against Debian's Mosquitto. */
class SinkSuiteMosquittoIT extends SinkSuite {
  @TestExternalSystem final SuiteBroker broker = SuiteBroker.mosquitto();

  @Override
  SuiteBroker broker() {
    return broker;
  }
}
