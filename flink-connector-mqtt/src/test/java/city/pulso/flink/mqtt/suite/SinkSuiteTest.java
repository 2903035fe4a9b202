package city.pulso.flink.mqtt.suite;

import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/** Flink's suite for sinks against a broker in this JVM. */
class SinkSuiteTest extends SinkSuite {
  @TestExternalSystem final SuiteBroker broker = SuiteBroker.embedded();

  @Override
  SuiteBroker broker() {
    return broker;
  }
}
