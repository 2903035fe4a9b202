package city.pulso.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Zone;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryChangesTest {
  private static final RegistryEntry ZONE =
      RegistryEntry.newBuilder().setZone(Zone.newBuilder().setId("z").setName("A")).build();
  private static final RegistryEntry RENAMED =
      RegistryEntry.newBuilder().setZone(Zone.newBuilder().setId("z").setName("B")).build();

  private KeyedOneInputStreamOperatorTestHarness<String, MqttMessage, SubjectChange> harness;

  @BeforeEach
  void start() throws Exception {
    harness =
        ProcessFunctionTestHarnesses.forKeyedProcessFunction(
            new RegistryChanges(), MqttMessage::topic, Types.STRING);
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void repetitions_are_no_changes() throws Exception {
    send(Given.registry(ZONE), Given.registry(ZONE), Given.registry(RENAMED));
    assertThat(seen()).hasSize(2);
    assertThat(seen().get(1).parsedBefore()).isEqualTo(ZONE);
    assertThat(seen().get(1).parsed()).isEqualTo(RENAMED);
  }

  @Test
  void an_empty_message_removes_the_entry_and_its_state() throws Exception {
    MqttMessage empty = new MqttMessage("pulso/v1/registry/zone/z", new byte[0], false);
    send(empty, Given.registry(ZONE), empty, empty);
    assertThat(seen()).hasSize(2);
    assertThat(seen().get(1).removed()).isTrue();
    assertThat(seen().get(1).parsed()).isEqualTo(ZONE);
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void an_entry_that_does_not_fit_its_topic_changes_nothing() throws Exception {
    byte[] zone = ZONE.toByteArray();
    send(
        new MqttMessage("pulso/v1/registry/zone/other", zone, true),
        new MqttMessage("pulso/v1/registry/home/z", zone, true),
        new MqttMessage("pulso/v1/registry/zone", zone, true),
        new MqttMessage("pulso/v1/registry/zone/z", new byte[] {9}, true));
    assertThat(seen()).isEmpty();
  }

  private void send(MqttMessage... messages) throws Exception {
    for (MqttMessage message : messages) {
      harness.processElement(message, 0);
    }
  }

  private List<SubjectChange> seen() {
    return harness.extractOutputValues();
  }
}
