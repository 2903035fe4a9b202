package city.pulso.flink.mqtt.suite;

import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestExternalSystem;

/**
 * Flink's suite for sources against a broker in this JVM; with one session, in order, too.
 *
 * <p>It has no test of its own to read here: cases and assertions are inherited from Flink's {@link
 * org.apache.flink.connector.testframe.testsuites.SourceTestSuiteBase}, which runs each with what
 * is annotated here.
 */
class SourceSuiteTest extends SourceSuite {
  @TestExternalSystem final SuiteBroker broker = SuiteBroker.embedded();

  @TestContext
  final ExternalContextFactory<SourceContext> oneSession =
      testCase -> new SourceContext(broker.connection(), 1);

  @Override
  SuiteBroker broker() {
    return broker;
  }
}
