package city.pulso.edge.spool;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Readings that are told apart by their value. */
final class Readings {
  private Readings() {}

  static Reading reading(double value) {
    return Reading.newBuilder()
        .setDevice("air-1")
        .setObservedAtMs(1000)
        .setAir(AirReading.newBuilder().setPm25Ugm3(value))
        .build();
  }

  static List<Double> values(StoredBatch batch) {
    try {
      List<Double> values = new ArrayList<>();
      for (Reading reading : TelemetryBatch.parseFrom(batch.bytes()).getReadingsList()) {
        values.add(reading.getAir().getPm25Ugm3());
      }
      return values;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** The device sequences in a batch. */
  static List<Long> numbers(StoredBatch batch) {
    try {
      return TelemetryBatch.parseFrom(batch.bytes()).getReadingsList().stream()
          .map(Reading::getDeviceSequence)
          .toList();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Bytes of a batch once it is stored, at a time of today. */
  static long batchBytes(Domain domain, long sequence, List<Reading> readings) {
    TelemetryBatch.Builder batch =
        TelemetryBatch.newBuilder()
            .setGateway("lima-01")
            .setDomain(domain)
            .setEpoch(1)
            .setSequence(sequence);
    for (Reading reading : readings) {
      batch.addReadings(reading.toBuilder().setAcceptedAtMs(1_800_000_000_000L));
    }
    return batch.build().getSerializedSize();
  }

  /** Stores readings as a batch of their own: once shown to somebody it is not continued. */
  static void storeShown(Spool spool, Domain domain, List<Reading> readings) throws Exception {
    spool.append(domain, readings).get(60, TimeUnit.SECONDS);
    show(spool, domain);
  }

  /** Reads the newest batch, as the uplink does. */
  static void show(Spool spool, Domain domain) throws Exception {
    spool.batch(domain, spool.status(domain).nextSequence() - 1).get(60, TimeUnit.SECONDS);
  }

  static SequenceRange range(long first, long last) {
    return SequenceRange.newBuilder().setFirst(first).setLast(last).build();
  }
}
