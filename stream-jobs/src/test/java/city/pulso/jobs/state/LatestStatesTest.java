package city.pulso.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.AirState;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatestStatesTest {
  private OneInputStreamOperatorTestHarness<StateMessage, StateMessage> harness;

  @BeforeEach
  void start() throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(LatestStates.create());
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void of_the_states_of_a_thing_only_the_newest_goes_on_and_soon() throws Exception {
    say("a", 1);
    say("b", 1);
    say("a", 2);
    assertThat(said()).isEmpty();
    harness.setProcessingTime(LatestStates.PERIOD.toMillis());
    assertThat(said()).containsExactly(state("a", 2), state("b", 1));
    say("a", 3);
    harness.setProcessingTime(2 * LatestStates.PERIOD.toMillis());
    assertThat(said()).hasSize(3).endsWith(state("a", 3));
  }

  @Test
  void a_removal_replaces_what_waits() throws Exception {
    say("a", 1);
    harness.processElement(new StreamRecord<>(StateMessage.removed("air", "a")));
    harness.setProcessingTime(LatestStates.PERIOD.toMillis());
    assertThat(said()).extracting(StateMessage::json).containsExactly("");
  }

  @Test
  void what_waits_goes_on_before_a_checkpoint_and_at_the_end() throws Exception {
    say("a", 1);
    harness.prepareSnapshotPreBarrier(1);
    assertThat(said()).containsExactly(state("a", 1));
    say("a", 2);
    harness.endInput();
    harness.getOneInputOperator().finish();
    assertThat(said()).containsExactly(state("a", 1), state("a", 2));
  }

  @Test
  void no_more_than_a_bound_waits() throws Exception {
    for (int i = 0; i < LatestStates.MOST; i++) {
      say("station-" + i, 1);
    }
    assertThat(said()).hasSize(LatestStates.MOST);
  }

  @Test
  void a_state_that_crosses_the_network_is_its_json() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    new StateMessage.Bytes().write(state("a", 7), out);
    StateMessage read =
        new StateMessage.Bytes().read(1, new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read).isEqualTo(state("a", 7));
    assertThat(read.json()).isEqualTo("{\"station\":\"a\",\"aqi\":7}");
  }

  private void say(String id, int aqi) throws Exception {
    harness.processElement(new StreamRecord<>(state(id, aqi)));
  }

  private static StateMessage state(String id, int aqi) {
    return StateMessage.of("air", id, AirState.newBuilder().setStation(id).setAqi(aqi));
  }

  private List<StateMessage> said() {
    return new ArrayList<>(harness.extractOutputValues());
  }
}
