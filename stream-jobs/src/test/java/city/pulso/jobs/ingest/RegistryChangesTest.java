package city.pulso.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.RegistryManifest;
import city.pulso.schemas.v1.Zone;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryChangesTest {
  private static final RegistryEntry ZONE =
      RegistryEntry.newBuilder().setZone(Zone.newBuilder().setId("z").setName("A")).build();
  private static final RegistryEntry RENAMED =
      RegistryEntry.newBuilder().setZone(Zone.newBuilder().setId("z").setName("B")).build();

  private static final RegistryEntry OTHER =
      RegistryEntry.newBuilder().setZone(Zone.newBuilder().setId("other")).build();

  private KeyedBroadcastOperatorTestHarness<String, MqttMessage, MqttMessage, SubjectChange>
      harness;

  @BeforeEach
  void start() throws Exception {
    harness = newHarness();
    harness.open();
  }

  private static KeyedBroadcastOperatorTestHarness<String, MqttMessage, MqttMessage, SubjectChange>
      newHarness() throws Exception {
    return new KeyedBroadcastOperatorTestHarness<>(
        new CoBroadcastWithKeyedOperator<>(
            new RegistryChanges(), List.of(RegistryChanges.MANIFEST)),
        MqttMessage::topic,
        Types.STRING,
        1,
        1,
        0);
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
    assertThat(keyedStateEntries()).isZero();
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
    assertThat(harness.getSideOutput(RegistryChanges.DEAD_LETTERS)).hasSize(4);
  }

  @Test
  void what_was_taken_back_while_the_job_was_down_is_cleared_by_the_manifest() throws Exception {
    send(Given.registry(ZONE), Given.registry(OTHER));
    restart();

    send(Given.registry(OTHER)); // what the broker still has
    harness.setProcessingTime(10_000);
    harness.processBroadcastElement(manifest("zone/other"), 0);

    assertThat(seen()).hasSize(1);
    assertThat(seen().get(0).removed()).isTrue();
    assertThat(seen().get(0).parsed()).isEqualTo(ZONE);
    assertThat(keyedStateEntries()).isEqualTo(1);
  }

  @Test
  void an_entry_that_the_manifest_does_not_know_stays_while_the_broker_delivers_it()
      throws Exception {
    send(Given.registry(ZONE), Given.registry(OTHER));
    restart();

    send(Given.registry(ZONE));
    harness.setProcessingTime(10_000);
    harness.processBroadcastElement(manifest("zone/other"), 0);

    assertThat(seen()).as("published by hand after the manifest").isEmpty();
  }

  @Test
  void an_entry_taken_back_while_the_connection_was_lost_goes_with_the_next_delivery()
      throws Exception {
    send(Given.registry(ZONE), Given.registry(OTHER));
    harness.setProcessingTime(3_600_000); // an hour later the connection is back
    send(Given.registry(OTHER));
    harness.setProcessingTime(3_610_000);
    harness.processBroadcastElement(manifest("zone/other"), 0);

    assertThat(seen()).hasSize(3);
    assertThat(seen().get(2).parsed()).isEqualTo(ZONE);
    assertThat(seen().get(2).removed()).isTrue();
  }

  @Test
  void without_a_manifest_nothing_is_cleared_whatever_the_broker_has_forgotten() throws Exception {
    send(Given.registry(ZONE));
    restart();
    send(Given.registry(OTHER));
    harness.setProcessingTime(3_600_000);
    harness.processBroadcastElement(
        new MqttMessage(Topics.REGISTRY_MANIFEST, new byte[] {9}, true), 0);

    assertThat(seen()).extracting(SubjectChange::id).containsExactly("other");
    assertThat(harness.getSideOutput(RegistryChanges.DEAD_LETTERS)).hasSize(1);
  }

  private int keyedStateEntries() {
    KeyedStateBackend<?> backend =
        ((CoBroadcastWithKeyedOperator<?, ?, ?, ?>) harness.getOperator()).getKeyedStateBackend();
    return ((HeapKeyedStateBackend<?>) backend).numKeyValueStateEntries();
  }

  private void restart() throws Exception {
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();
  }

  private static MqttMessage manifest(String... entries) {
    return new MqttMessage(
        Topics.REGISTRY_MANIFEST,
        RegistryManifest.newBuilder().addAllEntries(List.of(entries)).build().toByteArray(),
        true);
  }

  private void send(MqttMessage... messages) throws Exception {
    for (MqttMessage message : messages) {
      harness.processElement(new StreamRecord<>(message));
    }
  }

  private List<SubjectChange> seen() {
    return harness.extractOutputValues();
  }
}
