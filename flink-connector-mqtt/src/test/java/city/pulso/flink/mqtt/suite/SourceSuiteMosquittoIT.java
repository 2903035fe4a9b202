package city.pulso.flink.mqtt.suite;

import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/** Flink's suite for sources against Debian's Mosquitto. */
class SourceSuiteMosquittoIT extends SourceSuite {
  @TestExternalSystem final SuiteBroker broker = SuiteBroker.mosquitto();

  @Override
  SuiteBroker broker() {
    return broker;
  }
}
