package city.pulso.flink.influxdb;

import java.io.IOException;
import java.util.ArrayList;
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
  private final int maxPoints;
  private final int maxBytes;
  private final BatchWriter batches;
  private final Rejections rejections;
  private final Executor executor;

  private List<String> lines = new ArrayList<>();
  private int bytes;
  private @Nullable CompletableFuture<List<RejectedPoint>> underWay;

  /**
   * @param maxBytes of a batch, in UTF-8, with its line breaks
   */
  Lane(int maxPoints, int maxBytes, BatchWriter batches, Rejections rejections, Executor executor) {
    this.maxPoints = maxPoints;
    this.maxBytes = maxBytes;
    this.batches = batches;
    this.rejections = rejections;
    this.executor = executor;
  }

  /** Sends the batch when it is full; waits while there is one under way. */
  void add(String line) throws IOException, InterruptedException {
    int size = LineProtocol.utf8Length(line) + 1;
    if (bytes + size > maxBytes) {
      send();
    }
    lines.add(line);
    bytes += size;
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
    lines = new ArrayList<>();
    bytes = 0;
    underWay = CompletableFuture.supplyAsync(() -> write(batch), executor);
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

  private List<RejectedPoint> write(List<String> batch) {
    try {
      return batches.write(batch);
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
