package city.pulso.jobs.ingest;

import static city.pulso.jobs.ingest.Given.EPOCH;
import static city.pulso.jobs.ingest.Given.batch;
import static city.pulso.jobs.ingest.Given.heartbeat;
import static city.pulso.jobs.ingest.Given.plug;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SequencerTest {
  private static final int MAX_HOLES = 2;
  private static final List<Receipt> RECEIPTS = new ArrayList<>();

  private KeyedOneInputStreamOperatorTestHarness<String, MqttMessage, Evidence> harness;

  /** Factories are serialised into the operator, so what it publishes is collected statically. */
  private static final class Collecting implements ReceiptPublisher, ReceiptPublisher.Factory {
    private static final long serialVersionUID = 1L;

    @Override
    public ReceiptPublisher create(String name) {
      return this;
    }

    @Override
    public void publish(Receipt receipt) {
      RECEIPTS.add(receipt);
    }

    @Override
    public long failed() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() throws Exception {
    RECEIPTS.clear();
    harness = newHarness();
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  @Test
  void a_batch_that_comes_twice_is_passed_on_once() throws Exception {
    send(batch(1, plug("p", 10, 1)), batch(1, plug("p", 10, 1)), batch(2, plug("p", 20, 2)));
    assertThat(seen()).containsExactly("p@10", "p@20");
    assertThat(harness.extractOutputValues())
        .as("told apart for the ledger")
        .extracting(e -> e.origin().repeated())
        .containsExactly(false, true, false);
  }

  @Test
  void receipts_come_when_the_checkpoint_completes_and_not_before() throws Exception {
    send(batch(1, plug("p", 10, 1)), batch(2, plug("p", 20, 1)), batch(4, plug("p", 40, 1)));
    harness.snapshot(1, 0);
    send(batch(3, plug("p", 30, 1)));
    assertThat(RECEIPTS).isEmpty();

    harness.notifyOfCompletedCheckpoint(1);

    assertThat(RECEIPTS).hasSize(1);
    assertThat(RECEIPTS.get(0).getEpoch()).isEqualTo(EPOCH);
    assertThat(RECEIPTS.get(0).getDomain()).isEqualTo(Domain.HOMES);
    assertThat(ranges(RECEIPTS.get(0))).containsExactly("1-2", "4-4");
  }

  @Test
  void a_lost_notification_is_made_good_by_the_next() throws Exception {
    send(batch(1, plug("p", 10, 1)));
    harness.snapshot(1, 0);
    send(batch(2, plug("p", 20, 1)));
    harness.snapshot(2, 0);
    harness.notifyOfCompletedCheckpoint(2);
    assertThat(ranges(RECEIPTS.get(0))).containsExactly("1-2");
  }

  @Test
  void what_comes_again_after_a_restart_is_dropped_and_receipted_again() throws Exception {
    send(batch(1, plug("p", 10, 1)));
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close(); // before the notification
    harness = newHarness();
    harness.initializeState(state);
    harness.open();

    send(batch(1, plug("p", 10, 1)));
    harness.snapshot(2, 0);
    harness.notifyOfCompletedCheckpoint(2);

    assertThat(seen()).isEmpty();
    assertThat(ranges(RECEIPTS.get(0))).containsExactly("1-1");
  }

  @Test
  void a_heartbeat_waits_until_everything_before_it_was_heard() throws Exception {
    send(batch(1, plug("p", 10, 1)), batch(3, heartbeat(30, 1, "p")), batch(4, plug("p", 40, 1)));
    assertThat(seen()).containsExactly("p@10", "p@40");
    assertThat(pulses()).isEmpty();

    send(batch(2, plug("p", 20, 1)));

    assertThat(seen()).containsExactly("p@10", "p@40", "p@20", "p~30");
    assertThat(pulses()).hasSize(1);
    assertThat(pulses().get(0).batches()).isEqualTo(4);
    assertThat(pulses().get(0).missing()).isZero();
  }

  @Test
  void a_heartbeat_that_waits_survives_a_restart() throws Exception {
    send(batch(2, heartbeat(20, 1, "p")));
    OperatorSubtaskState state = harness.snapshot(1, 0);
    harness.close();
    harness = newHarness();
    harness.initializeState(state);
    harness.open();

    send(batch(1, plug("p", 10, 1)));

    assertThat(seen()).containsExactly("p@10", "p~20");
  }

  @Test
  void a_batch_that_opens_a_hole_too_many_is_neither_passed_on_nor_receipted() throws Exception {
    send(batch(2, plug("p", 20, 1)), batch(4, plug("p", 40, 1)), batch(6, plug("p", 60, 1)));
    harness.snapshot(1, 0);
    harness.notifyOfCompletedCheckpoint(1);
    assertThat(seen()).containsExactly("p@20", "p@40");
    assertThat(ranges(RECEIPTS.get(0))).containsExactly("2-2", "4-4");

    send(batch(1, plug("p", 10, 1)), batch(6, plug("p", 60, 1)));
    assertThat(seen()).containsExactly("p@20", "p@40", "p@10", "p@60");
  }

  @Test
  void a_heartbeat_that_names_the_lowest_sequence_lets_a_job_without_state_go_on()
      throws Exception {
    send(batch(5000, heartbeat(50, 4999, "p")), batch(4999, plug("p", 40, 1)));
    assertThat(seen()).containsExactly("p@40", "p~50");
  }

  @Test
  void a_job_without_state_takes_a_stream_up_in_the_middle_and_counts_nothing_as_lost()
      throws Exception {
    send(batch(5000, plug("p", 50, 1)), batch(5001, plug("p", 51, 1)));
    harness.snapshot(1, 0);
    harness.notifyOfCompletedCheckpoint(1);
    assertThat(ranges(RECEIPTS.get(0)))
        .as("or the gateway's window never moves on")
        .containsExactly("5000-5001");

    send(batch(5003, heartbeat(53, 5000, "p")));
    assertThat(seen()).as("5002 was not heard yet").containsExactly("p@50", "p@51");

    send(batch(5002, plug("p", 52, 1)));
    assertThat(seen()).containsExactly("p@50", "p@51", "p@52", "p~53");
    assertThat(pulses().get(0).missing()).isZero();
    assertThat(lost()).isZero();
  }

  @Test
  void heartbeats_from_before_the_last_receipts_wait_for_one_that_knows_of_them() throws Exception {
    // Written during an outage of the uplink, when nothing had a receipt; 1 to 4999 got theirs
    // later.
    send(batch(5000, heartbeat(50, 1, "p")), batch(5001, heartbeat(51, 1, "p")));
    assertThat(pulses()).isEmpty();

    send(batch(5002, heartbeat(52, 5000, "p")));

    assertThat(seen()).containsExactly("p~50", "p~51", "p~52");
  }

  @Test
  void a_hole_that_the_gateway_gave_up_is_counted_and_holds_nothing_back() throws Exception {
    send(batch(1, plug("p", 10, 1)), batch(4, heartbeat(40, 4, "p")));
    assertThat(seen()).containsExactly("p@10", "p~40");
    assertThat(lost()).isEqualTo(2);
  }

  @Test
  void what_a_gateway_evicted_is_not_counted_as_lost() throws Exception {
    // 2 to 4 were given up for want of disk, of which 3 had arrived all the same; 5 is unexplained.
    TelemetryBatch told = TelemetryBatch.parseFrom(batch(6, heartbeat(60, 6, "p")).payload());
    Reading.Builder heartbeat = told.getReadings(0).toBuilder();
    heartbeat
        .getHeartbeatBuilder()
        .addEvictedSequences(SequenceRange.newBuilder().setFirst(2).setLast(4));
    send(batch(1, plug("p", 10, 1)), batch(3, plug("p", 30, 1)), batch(6, heartbeat.build()));

    assertThat(seen()).containsExactly("p@10", "p@30", "p~60");
    assertThat(counter("batches-evicted-by-gateways")).isEqualTo(2);
    assertThat(lost()).isEqualTo(1);
  }

  @Test
  void salvaged_readings_that_were_seen_before_the_damage_count_once() throws Exception {
    send(batch(1, plug("p", 10, 1)));

    send(salvaged(1, 1, plug("p", 10, 1)), salvaged(2, 2, plug("p", 20, 1)));
    harness.snapshot(1, 0);
    harness.notifyOfCompletedCheckpoint(1);

    assertThat(seen()).containsExactly("p@10", "p@20");
    assertThat(RECEIPTS).extracting(SequencerTest::ranges).contains(List.of("1-2"));

    send(batch(2, plug("p", 20, 1)));
    assertThat(seen()).as("late, by way of the broker").containsExactly("p@10", "p@20");
  }

  private static MqttMessage salvaged(long sequence, long was, Reading reading) throws Exception {
    TelemetryBatch whole = TelemetryBatch.parseFrom(batch(88, sequence, reading).payload());
    long before = TelemetryBatch.parseFrom(batch(1, reading).payload()).getEpoch();
    return new MqttMessage(
        batch(88, sequence, reading).topic(),
        whole.toBuilder().setSalvagedEpoch(before).setSalvagedSequence(was).build().toByteArray(),
        false);
  }

  @Test
  void a_new_epoch_starts_a_new_count_and_the_old_one_is_still_known() throws Exception {
    send(batch(1, plug("p", 10, 1)), batch(88, 1, plug("p", 11, 1)), batch(1, plug("p", 10, 1)));
    send(batch(88, 2, heartbeat(20, 1, "p")));
    assertThat(seen()).containsExactly("p@10", "p@11", "p~20");
    assertThat(pulses().get(0).epochs()).isEqualTo(2);
    assertThat(pulses().get(0).duplicates()).isEqualTo(1);
  }

  @Test
  void what_cannot_be_read_becomes_a_dead_letter_and_stops_nothing() throws Exception {
    String topic = Topics.telemetry(Domain.HOMES, Given.GATEWAY);
    send(
        new MqttMessage(topic, new byte[] {1, 2, 3}, false),
        new MqttMessage(
            Topics.telemetry(Domain.HOMES, "gw-2"), batch(1, plug("p", 10, 1)).payload(), false),
        batch(1, plug("not a device id", 10, 1), plug("p", 11, 1)));
    assertThat(seen()).containsExactly("p@11");
    assertThat(deadLetters()).hasSize(3);
    assertThat(deadLetters().get(1).reason()).startsWith("gateway: ");
    assertThat(deadLetters().get(2).reason()).startsWith("readings[0].device: ");
    assertThat(deadLetters().get(2).sequence()).isEqualTo(1);
  }

  @Test
  void a_reading_that_cannot_be_used_goes_to_the_ledger_and_to_the_dead_letters_once()
      throws Exception {
    Reading noBody = plug("p", 10, 1).toBuilder().clearBody().setDeviceSequence(7).build();
    MqttMessage batch = batch(1, noBody, plug("p", 11, 1));
    send(batch, batch);

    assertThat(harness.extractOutputValues())
        .filteredOn(e -> e.origin().unusable())
        .extracting(e -> e.device() + "@" + e.atMs())
        .containsExactly("p@10");
    assertThat(deadLetters()).hasSize(1);
    DeadLetter letter = deadLetters().get(0);
    assertThat(letter.what()).isEqualTo("reading");
    assertThat(letter.gateway() + " " + letter.device()).isEqualTo(Given.GATEWAY + " p");
    assertThat(letter.deviceSequence()).isEqualTo(7);
    assertThat(letter.observedMs()).isEqualTo(10);
    assertThat(letter.head()).startsWith("0a0467772d31"); // gateway: "gw-1"
  }

  private KeyedOneInputStreamOperatorTestHarness<String, MqttMessage, Evidence> newHarness()
      throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new Sequencer(Domain.HOMES, MAX_HOLES, new Collecting())),
        MqttMessage::topic,
        Types.STRING);
  }

  private void send(MqttMessage... messages) throws Exception {
    for (MqttMessage message : messages) {
      harness.processElement(new StreamRecord<>(message));
    }
  }

  private List<String> seen() {
    return harness.extractOutputValues().stream()
        .filter(e -> !e.origin().endsAtLedger())
        .map(e -> e.device() + (e.isHeartbeat() ? "~" : "@") + e.atMs())
        .toList();
  }

  private List<GatewayPulse> pulses() {
    return values(harness.getSideOutput(Sequencer.PULSES));
  }

  private List<DeadLetter> deadLetters() {
    return values(harness.getSideOutput(Sequencer.DEAD_LETTERS));
  }

  private long lost() {
    return counter("batches-given-up-by-gateways");
  }

  private long counter(String name) {
    KeyedProcessOperator<?, ?, ?> operator = (KeyedProcessOperator<?, ?, ?>) harness.getOperator();
    return operator
        .getUserFunction()
        .getRuntimeContext()
        .getLongCounter(name)
        .getLocalValuePrimitive();
  }

  private static <T> List<T> values(Queue<StreamRecord<T>> records) {
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  private static List<String> ranges(Receipt receipt) {
    return receipt.getRangesList().stream().map(r -> r.getFirst() + "-" + r.getLast()).toList();
  }
}
