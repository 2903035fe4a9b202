package city.pulso.flink.mqtt.reader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.flink.mqtt.Acknowledgement;
import city.pulso.flink.mqtt.DeadLetterHandler;
import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttDeserializationSchema;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.MqttSourceConfig;
import city.pulso.flink.mqtt.SessionMode;
import city.pulso.flink.mqtt.client.Subscriber;
import city.pulso.flink.mqtt.page.ReadmePage;
import city.pulso.flink.mqtt.page.TouchedMetrics;
import city.pulso.flink.mqtt.split.MqttSplit;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The reader with subscribers that a test plays. */
class MqttSourceReaderTest {
  private static final MqttSplit FIRST = new MqttSplit(0, List.of());
  private static final MqttSplit SECOND = new MqttSplit(1, List.of());

  private static final int RECEIVE_MAXIMUM = 100;
  private static final int LARGEST_PAYLOAD = 50;

  private final List<PlayedSubscriber> subscribers = new ArrayList<>();
  private final ReaderHarness.Output<String> output = new ReaderHarness.Output<>();
  private final ReaderHarness.Context context = new ReaderHarness.Context();
  private long nanos;

  @Test
  void a_message_is_acknowledged_when_a_checkpoint_that_contains_it_completes() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.addSplits(List.of(FIRST));
    played(0).receive("one", "two");
    pollAll(reader);
    reader.snapshotState(1);
    played(0).receive("three");
    pollAll(reader);
    assertThat(output.records()).containsExactly("one", "two", "three");
    assertThat(played(0).acknowledged).as("before the checkpoint completes").isZero();
    reader.notifyCheckpointComplete(1);
    assertThat(played(0).acknowledged).as("after it").isEqualTo(2);
    reader.close();
  }

  @Test
  void without_checkpoints_a_message_is_acknowledged_when_it_is_emitted() throws Exception {
    var reader = reader(Acknowledgement.AFTER_EMISSION, (letter, out) -> {});
    reader.addSplits(List.of(FIRST));
    played(0).receive("one");
    assertThat(played(0).acknowledged).isZero();
    pollAll(reader);
    assertThat(played(0).acknowledged).isEqualTo(1);
    reader.close();
  }

  @Test
  void what_comes_again_after_a_reconnect_is_not_emitted_from_the_old_connection_too()
      throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.addSplits(List.of(FIRST));
    played(0).receive("one", "two");
    reader.pollNext(output);
    played(0).listener.resumed(2);
    played(0).receive("one", "two");
    pollAll(reader);
    assertThat(output.records()).containsExactly("one", "one", "two");
    reader.snapshotState(1);
    reader.notifyCheckpointComplete(1);
    assertThat(played(0).acknowledged).isEqualTo(4);
    reader.close();
  }

  @Test
  void an_unreadable_message_is_counted_handed_over_whole_and_acknowledged() throws Exception {
    List<String> letters = new ArrayList<>();
    var reader =
        reader(
            Acknowledgement.AFTER_CHECKPOINT,
            (letter, out) -> {
              letters.add(letter.at() + " " + letter.reason());
              out.collect("dead:" + new String(letter.message().payload(), UTF_8));
            });
    reader.addSplits(List.of(FIRST));
    played(0).receive("one", "bad", "two");
    pollAll(reader);
    assertThat(output.records()).containsExactly("one", "dead:bad", "two");
    assertThat(letters).containsExactly("2026-11-22T06:00:00Z cannot read bad");
    reader.snapshotState(1);
    reader.notifyCheckpointComplete(1);
    assertThat(played(0).acknowledged).isEqualTo(3);
    reader.close();
  }

  @Test
  void a_payload_that_is_too_large_is_a_dead_letter_that_says_so() throws Exception {
    List<String> letters = new ArrayList<>();
    var reader =
        reader(
            Acknowledgement.AFTER_CHECKPOINT,
            (letter, out) -> letters.add(letter.message().topic() + ": " + letter.reason()));
    reader.addSplits(List.of(FIRST));
    played(0).receive("x".repeat(LARGEST_PAYLOAD), "x".repeat(LARGEST_PAYLOAD + 1), "after");
    pollAll(reader);
    assertThat(output.records()).containsExactly("x".repeat(LARGEST_PAYLOAD), "after");
    assertThat(letters)
        .containsExactly("in/t: 51 bytes of payload are not accepted; largestPayload is 50");
    assertThat(context.count("oversized")).isEqualTo(1);
    assertThat(context.count("deadLetters")).isEqualTo(1);
    reader.close();
  }

  @Test
  void metrics_tell_what_is_pending_unacknowledged_connected_and_unreadable() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.addSplits(List.of(FIRST, SECOND));
    played(0).receive("one", "bad");
    played(1).receive("two");
    assertThat(context.gauge("pendingRecords")).isEqualTo(3L);
    assertThat(context.gauge("unacknowledged")).isEqualTo(3L);
    assertThat(context.gauge("connected")).isEqualTo(2L);
    pollAll(reader);
    assertThat(context.gauge("pendingRecords")).isEqualTo(0L);
    assertThat(context.errors()).isEqualTo(1);
    reader.close();
  }

  @Test
  void the_metrics_are_those_on_the_page() throws Exception {
    Set<String> made = new TreeSet<>();
    var noting =
        new ReaderHarness.Context() {
          @Override
          public SourceReaderMetricGroup metricGroup() {
            return TouchedMetrics.noted(SourceReaderMetricGroup.class, super.metricGroup(), made);
          }
        };
    ReaderMetrics.register(noting.metricGroup(), List.of());
    new Emitter<>(config(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {}, null), noting)
        .emit(new MqttMessage("in/t", "bad".getBytes(UTF_8), false), output);
    assertThat(ReadmePage.metricsOf("source")).isEqualTo(made);
  }

  @Test
  void a_reader_without_subscribers_is_idle_until_it_gets_one() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(output.idle()).isTrue();
    reader.addSplits(List.of(FIRST));
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(output.idle()).isFalse();
    reader.close();
  }

  @Test
  void a_refusal_fails_the_reader_with_its_reason() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.addSplits(List.of(FIRST));
    var available = reader.isAvailable();
    assertThat(available).isNotDone();
    played(0).listener.refused(new IOException("look at the password file"));
    assertThat(available).isDone();
    assertThatThrownBy(() -> reader.pollNext(output)).hasMessage("look at the password file");
    reader.close();
  }

  @Test
  void an_arrival_wakes_the_reader() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.addSplits(List.of(FIRST));
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    var available = reader.isAvailable();
    assertThat(available).isNotDone();
    played(0).receive("one");
    assertThat(available).isDone();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(reader.isAvailable()).isNotDone();
    reader.close();
  }

  @Test
  void subscribers_take_turns_and_a_paused_one_waits() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.addSplits(List.of(FIRST, SECOND));
    played(0).receive("a1", "a2");
    played(1).receive("b1", "b2");
    pollAll(reader);
    assertThat(output.records()).containsExactly("b1", "a1", "b2", "a2");
    reader.pauseOrResumeSplits(List.of(FIRST.splitId()), List.of());
    played(0).receive("a3");
    pollAll(reader);
    assertThat(output.records()).hasSize(4);
    reader.pauseOrResumeSplits(List.of(), List.of(FIRST.splitId()));
    assertThat(reader.isAvailable()).isDone();
    pollAll(reader);
    assertThat(output.records()).hasSize(5);
    reader.close();
  }

  @Test
  void the_checkpoint_remembers_what_each_session_was_subscribed_to() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.addSplits(List.of(new MqttSplit(1, List.of("$share/group/former/#"))));
    assertThat(reader.snapshotState(1))
        .containsExactly(new MqttSplit(1, List.of("$share/group/in/#")));
    assertThat(played(0).options.clientId()).isEqualTo("client-1");
    assertThat(played(0).options.former()).containsExactly("$share/group/former/#");
    reader.close();
    assertThat(played(0).closed).isTrue();
  }

  @Test
  void a_bounded_reader_ends_when_everybody_is_connected_and_nothing_comes() throws Exception {
    var reader = bounded(Duration.ofSeconds(2));
    reader.addSplits(List.of(FIRST, SECOND));
    reader.notifyNoMoreSplits();
    played(0).connected = false;
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    nanos += Duration.ofSeconds(10).toNanos();
    assertThat(reader.pollNext(output))
        .as("one is not connected")
        .isEqualTo(InputStatus.NOTHING_AVAILABLE);
    played(0).connected = true;
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    nanos += Duration.ofMillis(1999).toNanos();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    played(1).receive("late");
    pollAll(reader);
    nanos += Duration.ofMillis(1999).toNanos();
    assertThat(reader.pollNext(output))
        .as("it began anew")
        .isEqualTo(InputStatus.NOTHING_AVAILABLE);
    nanos += Duration.ofMillis(1).toNanos();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(output.records()).containsExactly("late");
    reader.close();
  }

  @Test
  void a_bounded_reader_whose_window_is_used_up_waits_for_the_checkpoint() throws Exception {
    var reader = bounded(Duration.ofSeconds(2));
    reader.addSplits(List.of(FIRST));
    reader.notifyNoMoreSplits();
    for (int i = 0; i < RECEIVE_MAXIMUM; i++) {
      played(0).receive("n" + i);
    }
    pollAll(reader);
    reader.snapshotState(1);
    nanos += Duration.ofSeconds(10).toNanos();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    reader.notifyCheckpointComplete(1);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    reader.close();
  }

  @Test
  void a_bounded_reader_is_woken_to_look_at_the_time() throws Exception {
    var reader = bounded(Duration.ofMillis(40));
    reader.addSplits(List.of(FIRST));
    assertThat(reader.isAvailable()).succeedsWithin(Duration.ofSeconds(20));
    reader.close();
  }

  @Test
  void an_unbounded_reader_ends_only_without_subscribers() throws Exception {
    var reader = reader(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {});
    reader.notifyNoMoreSplits();
    reader.addSplits(List.of(FIRST));
    nanos += Duration.ofDays(1).toNanos();
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    reader.close();
  }

  private MqttSourceReader<String> bounded(Duration idle) {
    return reader(config(Acknowledgement.AFTER_CHECKPOINT, (letter, out) -> {}, idle));
  }

  private MqttSourceReader<String> reader(
      Acknowledgement acknowledgement, DeadLetterHandler<String> deadLetters) {
    return reader(config(acknowledgement, deadLetters, null));
  }

  private MqttSourceReader<String> reader(MqttSourceConfig<String> config) {
    var reader =
        new MqttSourceReader<>(
            config,
            (options, listener) -> {
              var played = new PlayedSubscriber(options, listener);
              subscribers.add(played);
              return played;
            },
            context,
            () -> nanos);
    reader.start();
    return reader;
  }

  private PlayedSubscriber played(int index) {
    return subscribers.get(index);
  }

  private void pollAll(MqttSourceReader<String> reader) throws Exception {
    while (reader.pollNext(output) == InputStatus.MORE_AVAILABLE) {
      assertThat(output.records()).hasSizeLessThan(1000);
    }
  }

  private static MqttSourceConfig<String> config(
      Acknowledgement acknowledgement,
      DeadLetterHandler<String> deadLetters,
      @Nullable Duration endWhenIdle) {
    return new MqttSourceConfig<>(
        MqttConnectionOptions.of("mqtt://127.0.0.1"),
        List.of("in/#"),
        "group",
        "client",
        0,
        SessionMode.PERSISTENT,
        Duration.ofDays(1),
        acknowledgement,
        RECEIVE_MAXIMUM,
        1 << 20,
        LARGEST_PAYLOAD,
        endWhenIdle,
        MqttDeserializationSchema.of(
            Types.STRING,
            (message, out) -> {
              String text = new String(message.payload(), UTF_8);
              out.collect(text);
              if (text.equals("bad")) {
                throw new IOException("cannot read bad");
              }
            }),
        deadLetters,
        Clock.fixed(Instant.parse("2026-11-22T06:00:00Z"), ZoneOffset.UTC));
  }

  private static final class PlayedSubscriber implements Subscriber {
    private final Options options;
    private final Listener listener;
    private long received;
    private long acknowledged;
    private boolean closed;
    private boolean connected = true;

    PlayedSubscriber(Options options, Listener listener) {
      this.options = options;
      this.listener = listener;
    }

    void receive(String... payloads) {
      for (String payload : payloads) {
        listener.received(
            ++received, new MqttMessage("in/t", payload.getBytes(UTF_8), false), true);
      }
    }

    @Override
    public void acknowledge(long delivery) {
      acknowledged = delivery;
    }

    @Override
    public int unacknowledged() {
      return (int) (received - acknowledged);
    }

    @Override
    public boolean connected() {
      return connected;
    }

    @Override
    public boolean subscribed() {
      return true;
    }

    @Override
    public long reconnects() {
      return 0;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
