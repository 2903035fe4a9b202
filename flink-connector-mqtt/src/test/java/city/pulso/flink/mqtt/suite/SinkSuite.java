package city.pulso.flink.mqtt.suite;

import org.apache.flink.connector.testframe.environment.MiniClusterTestEnvironment;
import org.apache.flink.connector.testframe.environment.TestEnvironment;
import org.apache.flink.connector.testframe.external.ExternalContextFactory;
import org.apache.flink.connector.testframe.junit.annotations.TestContext;
import org.apache.flink.connector.testframe.junit.annotations.TestEnv;
import org.apache.flink.connector.testframe.junit.annotations.TestSemantics;
import org.apache.flink.connector.testframe.testsuites.SinkTestSuiteBase;
import org.apache.flink.core.execution.CheckpointingMode;

/** Flink's suite for sinks, every case of it. */
abstract class SinkSuite extends SinkTestSuiteBase<String> {
  @TestEnv final TestEnvironment cluster = new MiniClusterTestEnvironment();
  @TestSemantics final CheckpointingMode[] semantics = {CheckpointingMode.AT_LEAST_ONCE};

  @TestContext
  final ExternalContextFactory<SinkContext> context =
      testCase -> new SinkContext(broker().connection());

  abstract SuiteBroker broker();
}
