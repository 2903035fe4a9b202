package city.pulso.jobs.state;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.HomeState;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StateRepeaterTest {
  private static final long START = StateRepeater.AFTER_START.toMillis();
  private static final long AGAIN = StateRepeater.AGAIN.toMillis();

  private KeyedOneInputStreamOperatorTestHarness<String, StateMessage, StateMessage> harness;

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
  void what_has_not_changed_is_told_again_for_a_broker_that_has_forgotten_it() throws Exception {
    say(state("h-1", "active"), state("h-2", "active"), state("h-1", "inactive"));
    harness.setProcessingTime(START);
    harness.getOutput().clear();

    harness.setProcessingTime(START + AGAIN - 1);
    assertThat(told()).isEmpty();
    harness.setProcessingTime(START + AGAIN);
    assertThat(told()).containsExactlyInAnyOrder(state("h-1", "inactive"), state("h-2", "active"));
    harness.setProcessingTime(START + 2 * AGAIN);
    assertThat(told()).hasSize(4);
  }

  @Test
  void after_a_start_the_states_of_the_checkpoint_are_told_at_once() throws Exception {
    say(state("h-1", "active"), state("h-2", "unknown"));
    OperatorSubtaskState snapshot = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(snapshot);
    harness.open();

    harness.setProcessingTime(START);

    assertThat(told()).containsExactlyInAnyOrder(state("h-1", "active"), state("h-2", "unknown"));
  }

  @Test
  void what_was_removed_is_never_told_again() throws Exception {
    say(state("h-1", "active"), StateMessage.removed("homes", "h-1"));
    assertThat(harness.numKeyedStateEntries()).isZero();
    harness.getOutput().clear();
    harness.setProcessingTime(START + AGAIN);
    assertThat(told()).isEmpty();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, StateMessage, StateMessage>
      newHarness() throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        StateRepeater.create(), StateRepeater::key, Types.STRING);
  }

  private void say(StateMessage... states) throws Exception {
    for (StateMessage state : states) {
      harness.processElement(new StreamRecord<>(state));
    }
  }

  private static StateMessage state(String home, String state) {
    return StateMessage.of("homes", home, HomeState.newBuilder().setHome(home).setState(state));
  }

  private List<StateMessage> told() {
    return harness.extractOutputValues();
  }
}
