package city.pulso.flink.influxdb;

import java.time.Duration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * The sink's metrics; the README names each. Threads: any counts, one at a time, because Flink's
 * counters are made for one thread.
 */
final class SinkMetrics {
  private final Counter pointsWritten;
  private final Counter pointsRejected;
  private final Counter retries;
  private final Counter recordsSent;
  private final Counter bytesSent;
  private final Counter sendErrors;
  private volatile int batchSize;
  private volatile long writeLatencyMs;

  SinkMetrics(SinkWriterMetricGroup group) {
    pointsWritten = group.counter("pointsWritten");
    pointsRejected = group.counter("pointsRejected");
    retries = group.counter("retries");
    recordsSent = group.getNumRecordsSendCounter();
    bytesSent = group.getNumBytesSendCounter();
    sendErrors = group.getNumRecordsSendErrorsCounter();
    group.<Integer, Gauge<Integer>>gauge("batchSize", () -> batchSize);
    group.<Long, Gauge<Long>>gauge("writeLatency", () -> writeLatencyMs);
    group.setCurrentSendTimeGauge(() -> writeLatencyMs);
  }

  synchronized void written(int points) {
    pointsWritten.inc(points);
    recordsSent.inc(points);
  }

  synchronized void rejected() {
    pointsRejected.inc();
    sendErrors.inc();
  }

  synchronized void retry() {
    retries.inc();
  }

  synchronized void request(int points, int bytes, Duration took) {
    batchSize = points;
    bytesSent.inc(bytes);
    writeLatencyMs = took.toMillis();
  }

  long pointsWritten() {
    return pointsWritten.getCount();
  }

  long pointsRejected() {
    return pointsRejected.getCount();
  }

  long retries() {
    return retries.getCount();
  }
}
