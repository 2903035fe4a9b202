package city.pulso.flink.mqtt.suite;

import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/**
 * Flink's suite for sinks against a broker in this JVM.
 *
 * <p>It has no test of its own to read here: cases and assertions are inherited from Flink's {@link
 * org.apache.flink.connector.testframe.testsuites.SinkTestSuiteBase}, which runs each with what is
 * annotated here.
 */
class SinkSuiteTest extends SinkSuite {
  @TestExternalSystem final SuiteBroker broker = SuiteBroker.embedded();

  @Override
  SuiteBroker broker() {
    return broker;
  }
}
