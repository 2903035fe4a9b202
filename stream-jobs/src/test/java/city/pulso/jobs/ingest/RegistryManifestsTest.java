package city.pulso.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.schemas.Topics;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryManifestsTest {
  private KeyedOneInputStreamOperatorTestHarness<String, MqttMessage, MqttMessage> harness;

  @BeforeEach
  void start() throws Exception {
    harness = newHarness();
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void the_newest_goes_on_when_nothing_came_for_ten_seconds() throws Exception {
    send(1, 0);
    send(2, 9_000);
    harness.setProcessingTime(18_999);
    assertThat(harness.extractOutputValues()).isEmpty();
    harness.setProcessingTime(19_000);
    assertThat(harness.extractOutputValues())
        .extracting(m -> m.payload()[0])
        .containsExactly((byte) 2);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void one_that_waits_survives_a_restart() throws Exception {
    send(1, 0);
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();
    harness.setProcessingTime(10_000);
    assertThat(harness.extractOutputValues()).hasSize(1);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void one_that_was_taken_back_says_nothing() throws Exception {
    harness.processElement(new MqttMessage(Topics.REGISTRY_MANIFEST, new byte[0], false), 0);
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  private void send(int version, long atMs) throws Exception {
    harness.setProcessingTime(atMs);
    harness.processElement(
        new MqttMessage(Topics.REGISTRY_MANIFEST, new byte[] {(byte) version}, true), 0);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, MqttMessage, MqttMessage>
      newHarness() throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new RegistryManifests()), MqttMessage::topic, Types.STRING);
  }
}
