package city.pulso.benchmarks.spool;

import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.SequenceRange;
import city.pulso.schemas.v1.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One measurement in a directory of its own, which is deleted at the end. */
final class Run {
  /** Batches a job is behind: so many wait in the spool, one receipt in ten commits. */
  private static final int BEHIND = 64;

  private static final int PER_RECEIPT = 10;

  private Run() {}

  /**
   * What it cost.
   *
   * @param payloadBytes bytes of one reading, serialized
   */
  record Result(double bytesPerReading, double millisPerCommit, int payloadBytes) {}

  /** The edge agent's spool, receipts and their deletions included. */
  static Result spool(Path directory, int perCommit, int commits) throws Exception {
    SpoolConfig config = new SpoolConfig(1L << 28, Duration.ZERO, true);
    try (Spool spool = Spool.open(directory, config, "gw-lima-01", Clock.systemUTC())) {
      for (int i = 0; i < BEHIND; i++) {
        store(spool, readings(perCommit, i));
      }
      long before = DiskBytes.written();
      long start = System.nanoTime();
      for (int i = 1; i <= commits; i++) {
        store(spool, readings(perCommit, i));
        if (i % PER_RECEIPT == 0) {
          spool
              .delete(
                  Domain.AIR, List.of(SequenceRange.newBuilder().setFirst(1).setLast(i).build()))
              .get();
        }
      }
      return result(before, start, perCommit, commits);
    } finally {
      delete(directory);
    }
  }

  /** Each batch is read at once, as an uplink does that has nothing else to send. */
  private static void store(Spool spool, List<Reading> readings) throws Exception {
    spool.append(Domain.AIR, readings).get();
    spool.batch(Domain.AIR, spool.status(Domain.AIR).nextSequence() - 1).get();
  }

  /** The least that can be durable: the same bytes at the end of a file, and a sync. */
  static Result bareFile(Path directory, int perCommit, int commits) throws Exception {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long before = DiskBytes.written();
      long start = System.nanoTime();
      for (int i = 0; i < commits; i++) {
        for (Reading reading : readings(perCommit, i)) {
          file.write(ByteBuffer.wrap(reading.toByteArray()));
        }
        file.force(false);
      }
      return result(before, start, perCommit, commits);
    } finally {
      delete(directory);
    }
  }

  private static Result result(long before, long start, int perCommit, int commits)
      throws IOException {
    double millis = (System.nanoTime() - start) / 1e6;
    double bytes = DiskBytes.written() - before;
    return new Result(
        bytes / perCommit / commits, millis / commits, readings(1, 1).get(0).getSerializedSize());
  }

  private static List<Reading> readings(int count, int round) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      readings.add(
          Reading.newBuilder()
              .setDevice("qhawax-" + i % 35)
              .setObservedAtMs(1_494_115_200_000L + round * 1000L + i)
              .setTimeSource(TimeSource.DEVICE_CLOCK)
              .setTimeUncertaintyMs(1_000)
              .setDeviceSequence(round)
              .setAir(
                  AirReading.newBuilder()
                      .setPm25Ugm3(21.4)
                      .setPm10Ugm3(48.25)
                      .setO3Ppb(17.5)
                      .setNo2Ppb(22.125)
                      .setTemperatureCel(19.5)
                      .setHumidityPercent(81.0))
              .build());
    }
    return readings;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
