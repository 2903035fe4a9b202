package city.pulso.jobs.ingest;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.counters.Tally;
import city.pulso.jobs.ingest.BatchDecoder.MalformedException;
import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.Receipt;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes every reading on once, in the order of arrival, and tells gateways what is safe. What
 * comes again, or cannot be used, is passed on marked, for the ledger alone. Keyed by topic, that
 * is by gateway and domain. Heartbeats wait until every batch before theirs has been seen, because
 * a heartbeat proves that everything before it was heard.
 *
 * <p>Keyed state: "stream" ({@link StreamState}), never cleared, bounded per stream.
 */
final class Sequencer extends KeyedProcessFunction<String, MqttMessage, Evidence>
    implements CheckpointedFunction, CheckpointListener {
  static final OutputTag<GatewayPulse> PULSES = new OutputTag<>("pulses", GatewayPulse.TYPE);
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

  private final Domain domain;
  private final int maxHoles;
  private final ReceiptPublisher.Factory publisherFactory;

  private transient ValueState<@Nullable StreamState> streams;
  private transient BatchDecoder decoder;
  private transient ReceiptLedger ledger;
  private transient ReceiptPublisher publisher;
  private transient Tally deadLetters;
  private transient Tally duplicates;
  private transient Tally tooManyHoles;
  private transient Tally givenUp;
  private transient Tally evicted;
  private transient Tally heartbeatsDropped;
  private transient Tally spoolsLost;
  private transient Tally receiptsSent;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open and initializeState
  Sequencer(Domain domain, int maxHoles, ReceiptPublisher.Factory publisherFactory) {
    this.domain = domain;
    this.maxHoles = maxHoles;
    this.publisherFactory = publisherFactory;
  }

  @Override
  public void open(OpenContext context) {
    streams = getRuntimeContext().getState(new ValueStateDescriptor<>("stream", StreamState.TYPE));
    ledger = new ReceiptLedger(domain);
    decoder = new BatchDecoder(domain);
    publisher =
        publisherFactory.create("" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    deadLetters = Tally.of(getRuntimeContext(), "dead-letters");
    duplicates = Tally.of(getRuntimeContext(), "duplicate-batches");
    tooManyHoles = Tally.of(getRuntimeContext(), "batches-over-hole-limit");
    givenUp = Tally.of(getRuntimeContext(), "batches-given-up-by-gateways");
    evicted = Tally.of(getRuntimeContext(), "batches-evicted-by-gateways");
    heartbeatsDropped = Tally.of(getRuntimeContext(), "held-heartbeats-superseded");
    getRuntimeContext().getMetricGroup().gauge("receipts-failed", (Gauge<Long>) publisher::failed);
    receiptsSent = Tally.of(getRuntimeContext(), "receipts-handed-over");
    spoolsLost = Tally.of(getRuntimeContext(), "spools-lost");
  }

  @Override
  public void close() {
    if (publisher != null) {
      publisher.close();
    }
  }

  @Override
  public void processElement(MqttMessage message, Context context, Collector<Evidence> out)
      throws Exception {
    BatchDecoder.Decoded decoded;
    try {
      decoded = decoder.decode(message.topic(), message.payload());
    } catch (MalformedException e) {
      refuse(message, e.reason(), context);
      return;
    }
    if (sequence(decoded.batch(), context, out)) {
      for (BatchDecoder.Refused refused : decoded.refused()) {
        refuse(message, decoded.batch(), refused, context, out);
      }
    }
  }

  /** Nothing but keyed state is restored: what was not answered comes again. */
  @Override
  public void initializeState(FunctionInitializationContext context) {}

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    ledger.snapshot(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    for (Receipt receipt : ledger.complete(checkpointId)) {
      publisher.publish(receipt);
      receiptsSent.increment();
    }
  }

  /** Returns whether its readings are heard for the first time. */
  private boolean sequence(TelemetryBatch batch, Context context, Collector<Evidence> out)
      throws Exception {
    boolean first = false;
    StreamState before = streams.value();
    StreamBook book = new StreamBook(before == null ? StreamState.EMPTY : before, maxHoles);
    if (book.turnTo(batch.getEpoch())) {
      spoolsLost.increment();
      LOG.warn("{} {}: a new spool; the one before is gone", batch.getGateway(), domain);
    }
    StreamBook.GivenUp gone = book.giveUpBelow(lowestToldBy(batch), evictedToldBy(batch));
    givenUp.add(gone.lost());
    evicted.add(gone.evicted());
    switch (book.offer(batch.getSequence())) {
      case TOO_MANY_HOLES -> {
        tooManyHoles.increment();
        LOG.debug("{} {}: one hole too many", batch.getGateway(), domain);
      }
      case DUPLICATE -> {
        duplicates.increment();
        ledger.taken(batch.getGateway(), batch.getEpoch(), batch.getSequence());
        pass(batch, Origin.reading(batch.getEpoch(), true), out);
      }
      case NEW -> {
        ledger.taken(batch.getGateway(), batch.getEpoch(), batch.getSequence());
        boolean salvagedTwin =
            batch.getSalvagedEpoch() != 0
                && batch.getSalvagedSequence() > 0
                && book.seenInEpoch(batch.getSalvagedEpoch(), batch.getSalvagedSequence());
        if (salvagedTwin) {
          duplicates.increment();
        }
        Origin origin = Origin.reading(batch.getEpoch(), salvagedTwin);
        pass(batch, salvagedTwin ? origin.alreadyCounted() : origin, out);
        first = !salvagedTwin;
        if (first) {
          hold(batch, book, context, out);
        }
      }
    }
    for (byte[] held : book.release()) {
      emit(Reading.parseFrom(held), batch, book, context, out);
    }
    streams.update(book.state());
    return first;
  }

  /** Readings of a batch seen before go on too: the ledger counts them and ends them. */
  private void pass(TelemetryBatch batch, Origin origin, Collector<Evidence> out) {
    for (Reading reading : batch.getReadingsList()) {
      if (!reading.hasHeartbeat()) {
        out.collect(Evidence.reading(reading, batch.getGateway(), domain, origin));
      }
    }
  }

  /** Keeps the batch's heartbeats until their turn comes, or passes them on where it has come. */
  private void hold(
      TelemetryBatch batch, StreamBook book, Context context, Collector<Evidence> out) {
    for (Reading reading : batch.getReadingsList()) {
      if (reading.hasHeartbeat()) {
        Reading heard = batch.getSalvagedEpoch() == 0 ? reading : uncounted(reading);
        if (book.proves(batch.getSequence())) {
          emit(heard, batch, book, context, out);
        } else {
          heartbeatsDropped.add(book.hold(batch.getSequence(), heard.toByteArray()));
        }
      }
    }
  }

  /** What it counts is of another spool. */
  private static Reading uncounted(Reading reading) {
    Reading.Builder uncounted = reading.toBuilder();
    uncounted.getHeartbeatBuilder().clearLowestSequence();
    return uncounted.build();
  }

  private void emit(
      Reading reading,
      TelemetryBatch batch,
      StreamBook book,
      Context context,
      Collector<Evidence> out) {
    Heartbeat heartbeat = reading.getHeartbeat();
    for (DeviceSeen seen : heartbeat.getDevicesList()) {
      out.collect(
          Evidence.heartbeat(
              seen,
              batch.getGateway(),
              domain,
              Origin.heartbeat(batch.getEpoch(), heartbeat, seen),
              heartbeat.getAgentTimeMs()));
    }
    context.output(PULSES, book.pulse(batch.getGateway(), domain, heartbeat));
  }

  private static long lowestToldBy(TelemetryBatch batch) {
    long lowest = 0;
    if (batch.getSalvagedEpoch() != 0) {
      return lowest; // what it says is of another epoch's sequences
    }
    for (Reading reading : batch.getReadingsList()) {
      if (reading.hasHeartbeat()) {
        lowest = Math.max(lowest, reading.getHeartbeat().getLowestSequence());
      }
    }
    return Math.min(lowest, batch.getSequence());
  }

  /** The newest heartbeat's list: it contains the older ones'. */
  private static List<SequenceRange> evictedToldBy(TelemetryBatch batch) {
    List<SequenceRange> ranges = List.of();
    for (Reading reading : batch.getReadingsList()) {
      if (reading.hasHeartbeat()) {
        ranges = reading.getHeartbeat().getEvictedSequencesList();
      }
    }
    return ranges;
  }

  private void refuse(MqttMessage message, String reason, Context context) {
    deadLetters.increment();
    LOG.debug("{}: {}", message.topic(), reason);
    context.output(
        DEAD_LETTERS, DeadLetter.message("message", message.topic(), message.payload(), reason));
  }

  private void refuse(
      MqttMessage message,
      TelemetryBatch batch,
      BatchDecoder.Refused refused,
      Context context,
      Collector<Evidence> out) {
    deadLetters.increment();
    LOG.debug("{}: {}", message.topic(), refused.problem());
    Reading reading = refused.reading();
    context.output(
        DEAD_LETTERS,
        DeadLetter.message("reading", message.topic(), message.payload(), refused.problem())
            .ofReading(
                batch.getGateway(),
                reading.getDevice(),
                batch.getSequence(),
                reading.hasDeviceSequence() ? reading.getDeviceSequence() : -1,
                reading.getObservedAtMs()));
    if (refused.named()) {
      Origin origin = Origin.unusable(batch.getEpoch());
      out.collect(
          Evidence.reading(
              reading.toBuilder().clearBody().build(), batch.getGateway(), domain, origin));
    }
  }
}
