package city.pulso.flink.influxdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The batches of some of the series: one is filled while at most one is under way, so the points of
 * a series are written in their order however many lanes there are. Task thread only; the requests
 * are made on the executor.
 */
final class Lane {
  private static final long[] NO_NOTES = new long[0];

  private final int maxPoints;
  private final int maxBytes;
  private final BatchWriter batches;
  private final Rejections rejections;
  private final Executor executor;
  private final WriteObserver.Observation<?> observation;

  private long[] notes = NO_NOTES;
  private int noted;
  private List<String> lines = new ArrayList<>();
  private int bytes;
  private @Nullable CompletableFuture<List<RejectedPoint>> underWay;

  /**
   * @param maxBytes of a batch, in UTF-8, with its line breaks
   */
  Lane(
      int maxPoints,
      int maxBytes,
      BatchWriter batches,
      Rejections rejections,
      Executor executor,
      WriteObserver.Observation<?> observation) {
    this.maxPoints = maxPoints;
    this.maxBytes = maxBytes;
    this.batches = batches;
    this.rejections = rejections;
    this.executor = executor;
    this.observation = observation;
  }

  /**
   * Sends the batch when it is full; waits while there is one under way.
   *
   * @param note told when the line was answered for, unless it is {@link WriteObserver#NONE}
   */
  void add(String line, long note) throws IOException, InterruptedException {
    int size = LineProtocol.utf8Length(line) + 1;
    if (bytes + size > maxBytes) {
      send();
    }
    lines.add(line);
    bytes += size;
    if (note != WriteObserver.NONE) {
      if (noted == notes.length) {
        notes = Arrays.copyOf(notes, Math.max(64, noted * 2));
      }
      notes[noted++] = note;
    }
    if (lines.size() >= maxPoints || bytes >= maxBytes) {
      send();
    }
  }

  /** Sends what there is, after what is under way. */
  void send() throws IOException, InterruptedException {
    if (lines.isEmpty()) {
      settle(false);
      return;
    }
    settle(true);
    List<String> batch = lines;
    long[] batchNotes = notes;
    int count = noted;
    lines = new ArrayList<>();
    bytes = 0;
    notes = NO_NOTES;
    noted = 0;
    underWay = CompletableFuture.supplyAsync(() -> write(batch, batchNotes, count), executor);
    settle(false);
  }

  /** Waits until the fate of everything sent is known. */
  void await() throws IOException, InterruptedException {
    settle(true);
  }

  /** Something waits to be sent or is under way. */
  boolean busy() {
    return !lines.isEmpty() || underWay != null;
  }

  private void settle(boolean wait) throws IOException, InterruptedException {
    CompletableFuture<List<RejectedPoint>> sent = underWay;
    if (sent == null || !(wait || sent.isDone())) {
      return;
    }
    try {
      List<RejectedPoint> rejected = sent.get();
      underWay = null;
      rejections.lines(rejected);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      if (e.getCause() instanceof IOException failure) {
        throw new IOException(failure.getMessage(), failure);
      }
      throw new IOException(e.getCause());
    }
  }

  private List<RejectedPoint> write(List<String> batch, long[] batchNotes, int count) {
    try {
      List<RejectedPoint> rejected = batches.write(batch);
      if (count > 0) {
        observation.answered(batchNotes, count);
      }
      return rejected;
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
