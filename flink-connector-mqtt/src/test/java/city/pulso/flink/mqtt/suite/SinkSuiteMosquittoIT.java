package city.pulso.flink.mqtt.suite;

import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/**
 * Flink's suite for sinks against Debian's Mosquitto.
 *
 * <p>It has no test of its own to read here: cases and assertions are inherited from Flink's {@link
 * org.apache.flink.connector.testframe.testsuites.SinkTestSuiteBase}, which runs each with what is
 * annotated here.
 */
class SinkSuiteMosquittoIT extends SinkSuite {
  @TestExternalSystem final SuiteBroker broker = SuiteBroker.mosquitto();

  @Override
  SuiteBroker broker() {
    return broker;
  }
}
