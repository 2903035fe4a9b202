package city.pulso.flink.influxdb;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts, logs and hands on what will never be stored. Task thread only. */
final class Rejections {
  private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);
  private static final long LOG_EVERY_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int LONGEST_LOGGED_LINE = 300;

  private final RejectedPointHandler handler;
  private final SinkMetrics metrics;
  private final LongSupplier nanoTime;
  private boolean logged;
  private long loggedAt;
  private long unlogged;

  Rejections(RejectedPointHandler handler, SinkMetrics metrics, LongSupplier nanoTime) {
    this.handler = handler;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /** The server refused these lines, each sent alone. */
  void lines(List<RejectedPoint> points) throws IOException {
    for (RejectedPoint point : points) {
      reject(point);
    }
  }

  /** The converter threw. */
  void element(Exception e) throws IOException {
    reject(new RejectedPoint("", "the converter failed: " + e));
  }

  private void reject(RejectedPoint point) throws IOException {
    metrics.rejected();
    log(point);
    try {
      handler.rejected(point);
    } catch (Exception e) {
      throw new IOException("InfluxSink: the handler of rejected points failed: " + e, e);
    }
  }

  private void log(RejectedPoint point) {
    long now = nanoTime.getAsLong();
    if (logged && now - loggedAt < LOG_EVERY_NANOS) {
      unlogged++;
      return;
    }
    String line = point.line();
    LOG.warn(
        "A point will never be stored: {}: {} ({} more since the last such line)",
        point.reason(),
        line.length() > LONGEST_LOGGED_LINE ? line.substring(0, LONGEST_LOGGED_LINE) + "…" : line,
        unlogged);
    logged = true;
    loggedAt = now;
    unlogged = 0;
  }
}
