package city.pulso.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.store.StoredPoint;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterFunctionTest {
  private static final long NOW = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();

  private OneInputStreamOperatorTestHarness<DeadLetter, StoredPoint> harness;

  @BeforeEach
  void start() throws Exception {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
    harness = ProcessFunctionTestHarnesses.forProcessFunction(new DeadLetterFunction("air", clock));
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void a_letter_is_stored_with_topic_time_reason_and_the_head_of_the_message() throws Exception {
    byte[] payload = new byte[1000];
    payload[0] = 0x1f;
    send(DeadLetter.message("message", "a/b\nc", payload, "size: too large"));

    StoredPoint point = harness.extractOutputValues().get(0);
    assertThat(point.timeMs()).isEqualTo(NOW);
    assertThat(point.tag("domain") + " " + point.tag("what")).isEqualTo("air message");
    assertThat(point.field("topic")).isEqualTo("a/b?c");
    assertThat(point.field("reason")).isEqualTo("size: too large");
    assertThat(point.field("bytes")).isEqualTo(1000L);
    assertThat((String) point.field("head")).startsWith("1f00").hasSize(128);
    assertThat(point.field("sequence")).isNull();
  }

  @Test
  void whoever_sends_rubbish_fills_sixty_rows_a_minute_and_the_rest_is_counted() throws Exception {
    for (int i = 0; i < 1000; i++) {
      send(rubbish());
    }
    assertThat(harness.extractOutputValues()).hasSize(60);
    assertThat(harness.extractOutputValues())
        .extracting(StoredPoint::timeMs)
        .doesNotHaveDuplicates();

    harness.setProcessingTime(60_000);
    send(rubbish());
    assertThat(harness.extractOutputValues().get(60).field("untold")).isEqualTo(940L);
  }

  @Test
  void long_texts_are_cut() {
    DeadLetter letter =
        DeadLetter.message("message", "t".repeat(5000), new byte[0], "r".repeat(5000));
    assertThat(letter.topic()).hasSizeLessThan(210);
    assertThat(letter.reason()).hasSizeLessThan(410);
  }

  private static DeadLetter rubbish() {
    MqttMessage message = new MqttMessage("pulso/v1/telemetry/air/x", new byte[] {1}, false);
    return DeadLetter.message("message", message.topic(), message.payload(), "payload: rubbish");
  }

  private void send(DeadLetter letter) throws Exception {
    harness.processElement(letter, 0);
  }
}
