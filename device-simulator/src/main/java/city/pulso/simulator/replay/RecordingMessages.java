package city.pulso.simulator.replay;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import city.pulso.simulator.wire.DeviceWords;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One recording's rows as messages: shifted, cut to the replayed time, gathered where a device
 * sends several readings at once.
 *
 * <p>A message is due at the newest observation so far, so a row that steps back in time keeps its
 * time and its place in the order. Gathering depends on the rows alone: a resumed replay makes the
 * same messages. Recordings that gather have one device.
 *
 * <p>Devices number their readings from the beginning of the recording, whatever part of it is
 * replayed, and were switched on when it began: a reading has the same name each time it is sent,
 * so a gateway that has it stores it once.
 */
final class RecordingMessages implements AutoCloseable {
  private final Recording recording;
  private final Recording.Rows rows;
  private final long shiftMs;
  private final long fromMs;
  private final long toMs;
  private final long positionMs;
  private final AtomicLong emptyRows;
  private final List<Observation> row = new ArrayList<>();
  private final List<DeviceReading> gathered = new ArrayList<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Deque<DeviceMessage> finished = new ArrayDeque<>();
  private @Nullable Observation gatheredFrom;
  private long gatheredSpan;
  private long dueMs;

  RecordingMessages(
      Replay.Shifted shifted, long fromMs, long toMs, long positionMs, AtomicLong emptyRows) {
    this.recording = shifted.recording();
    this.shiftMs = shifted.shiftMs();
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.positionMs = positionMs;
    this.emptyRows = emptyRows;
    this.dueMs = fromMs;
    this.rows = recording.open();
  }

  /** The next message, null at the end. */
  @Nullable DeviceMessage next() {
    while (finished.isEmpty()) {
      row.clear();
      if (!rows.next(row)) {
        finishGathered();
        break;
      }
      row.forEach(this::take);
    }
    return finished.poll();
  }

  private void take(Observation observation) {
    if (isEmpty(observation.reading())) {
      emptyRows.incrementAndGet();
      return;
    }
    long number = numbers.merge(observation.device(), 1L, Long::sum);
    long ms = observation.recordedMs() + shiftMs;
    if (ms < fromMs || ms >= toMs) {
      return;
    }
    DeviceReading reading =
        observation.reading().toBuilder().setSequence(number).setObservedAtMs(ms).build();
    if (recording.gatherMs() == 0) {
      dueMs = Math.max(dueMs, ms);
      finish(observation, List.of(reading));
      return;
    }
    long span = Math.floorDiv(ms, recording.gatherMs());
    if (gatheredFrom != null && span != gatheredSpan) {
      finishGathered();
    }
    dueMs = Math.max(dueMs, ms);
    gatheredFrom = observation;
    gatheredSpan = span;
    gathered.add(reading);
  }

  private void finishGathered() {
    if (gatheredFrom != null) {
      finish(gatheredFrom, List.copyOf(gathered));
      gathered.clear();
      gatheredFrom = null;
    }
  }

  private void finish(Observation from, List<DeviceReading> readings) {
    if (dueMs < positionMs) {
      return;
    }
    Encoding encoding = recording.encoding(from.device());
    finished.add(
        encoding == Encoding.COAP_SENML_JSON
            ? DeviceWords.senml(from.gateway(), from.device(), dueMs, readings.get(0))
            : report(from, encoding, readings));
  }

  private DeviceMessage report(Observation from, Encoding encoding, List<DeviceReading> readings) {
    DeviceReport report =
        DeviceReport.newBuilder()
            .setDevice(from.device())
            .setBootId(recording.span().firstMs() + shiftMs)
            .addAllReadings(readings)
            .build();
    return DeviceWords.message(from.gateway(), from.device(), dueMs, encoding, report);
  }

  private static boolean isEmpty(DeviceReading reading) {
    return switch (reading.getBodyCase()) {
      case AIR -> reading.getAir().equals(AirReading.getDefaultInstance());
      case PARKING ->
          reading.getParking().hasCount()
              && reading.getParking().getCount().equals(CountObservation.getDefaultInstance());
      case PLUG, GENERIC -> false;
      case BODY_NOT_SET -> true;
    };
  }

  @Override
  public void close() {
    rows.close();
  }
}
