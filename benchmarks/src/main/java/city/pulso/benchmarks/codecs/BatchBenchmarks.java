package city.pulso.benchmarks.codecs;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import city.pulso.schemas.v1.TimeSource;
import com.google.protobuf.InvalidProtocolBufferException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A batch of air readings as it travels: written by the gateway, read by the job. */
@State(Scope.Thread)
public class BatchBenchmarks {
  private static final int READINGS = 100;
  private static final long START_MS = 1_494_115_200_000L;

  private final TelemetryBatch batch = batch();
  private final byte[] bytes = batch.toByteArray();

  private static TelemetryBatch batch() {
    TelemetryBatch.Builder batch =
        TelemetryBatch.newBuilder()
            .setGateway("gw-lima-01")
            .setDomain(Domain.AIR)
            .setEpoch(7_103_556_221L)
            .setSequence(12_345);
    for (int i = 0; i < READINGS; i++) {
      batch.addReadings(
          Reading.newBuilder()
              .setDevice("qhawax-" + i)
              .setObservedAtMs(START_MS + i)
              .setTimeSource(TimeSource.DEVICE_CLOCK)
              .setTimeUncertaintyMs(1_000)
              .setAcceptedAtMs(START_MS + 2_000 + i)
              .setDeviceSequence(i)
              .setAir(
                  AirReading.newBuilder()
                      .setPm25Ugm3(21.4)
                      .setPm10Ugm3(48.25)
                      .setO3Ppb(17.5)
                      .setNo2Ppb(22.125)
                      .setTemperatureCel(19.5)
                      .setHumidityPercent(81.0)));
    }
    return batch.build();
  }

  @Benchmark
  @OperationsPerInvocation(READINGS)
  public TelemetryBatch read() throws InvalidProtocolBufferException {
    return TelemetryBatch.parseFrom(bytes);
  }

  /**
   * The readings know their lengths from the first time, as in a gateway that sends a batch again.
   */
  @Benchmark
  @OperationsPerInvocation(READINGS)
  public byte[] write() {
    return batch.toBuilder().setSequence(batch.getSequence() + 1).build().toByteArray();
  }
}
