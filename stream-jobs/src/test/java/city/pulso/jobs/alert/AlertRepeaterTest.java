package city.pulso.jobs.alert;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.AlertStatus;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertRepeaterTest {
  private static final long MINUTE = AlertRepeater.SOON.toMillis();
  private static final long QUARTER = AlertRepeater.WHILE_OPEN.toMillis();
  private static final Alert OPEN =
      Alert.newBuilder()
          .setKind("person-inactive")
          .setSubject("h-1")
          .setStatus(AlertStatus.OPEN_ALERT)
          .setRevision(1)
          .build();
  private static final Alert CLEARED =
      OPEN.toBuilder().setStatus(AlertStatus.CLEARED).setRevision(2).build();

  private KeyedOneInputStreamOperatorTestHarness<String, Alert, Alert> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void an_open_alert_is_told_again_after_a_minute_and_then_every_quarter_of_an_hour()
      throws Exception {
    harness.processElement(OPEN, 0);
    assertThat(told()).containsExactly(OPEN);
    harness.setProcessingTime(MINUTE - 1);
    assertThat(told()).hasSize(1);
    harness.setProcessingTime(MINUTE);
    assertThat(told()).containsExactly(OPEN, OPEN);
    harness.setProcessingTime(MINUTE + QUARTER);
    assertThat(told()).hasSize(3);
  }

  @Test
  void a_cleared_alert_is_told_twice_and_then_forgotten() throws Exception {
    harness.processElement(OPEN, 0);
    harness.processElement(CLEARED, 0);
    harness.setProcessingTime(MINUTE);
    assertThat(told()).containsExactly(OPEN, CLEARED, CLEARED);
    harness.setProcessingTime(10 * QUARTER);
    assertThat(told()).hasSize(3);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void what_was_due_while_the_job_was_down_is_told_when_it_is_back() throws Exception {
    harness.processElement(OPEN, 0);
    OperatorSubtaskState checkpoint = harness.snapshot(1, 1);
    harness.close();

    harness = harness();
    harness.initializeState(checkpoint);
    harness.open();
    harness.setProcessingTime(5 * MINUTE);

    assertThat(told()).containsExactly(OPEN);
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Alert, Alert> harness()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<String, Alert, Alert> made =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(AlertRepeater.create()), AlertRepeater::key, Types.STRING);
    made.setup(AlertBook.TYPE.createSerializer(new SerializerConfigImpl()));
    return made;
  }

  private List<Alert> told() {
    return harness.extractOutputValues();
  }
}
