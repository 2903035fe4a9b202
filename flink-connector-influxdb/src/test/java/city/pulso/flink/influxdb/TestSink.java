package city.pulso.flink.influxdb;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.UnaryOperator;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.concurrent.Executors;
import org.jspecify.annotations.NullUnmarked;

/** A sink's writer as Flink would make it, with what a test wants to see of it. */
@NullUnmarked
final class TestSink implements AutoCloseable {
  private final List<RejectedPoint> rejected = new ArrayList<>();
  // With several requests at once, each waits on a thread of its own.
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final ManualTimers timers = new ManualTimers();
  private final SinkMetrics metrics =
      new SinkMetrics(UnregisteredMetricsGroup.createSinkWriterMetricGroup());
  private final InfluxSinkWriter<Point> writer;

  private boolean interrupted;

  private TestSink(
      InfluxSinkBuilder<Point> builder, PointConverter<Point> converter, ExecutorService requestsOn)
      throws IOException {
    InfluxSink<Point> sink = builder.converter(converter).build();
    InfluxSinkConfig config = sink.config();
    var client = new InfluxLineClient(config);
    var rejections = new Rejections(rejected::add, metrics, () -> 0L);
    var batches =
        new BatchWriter(
            client,
            new Backoff(config.minBackoff(), config.maxBackoff(), () -> 0L),
            config.maxRetries(),
            this::pause,
            metrics);
    writer =
        new InfluxSinkWriter<>(
            config,
            converter,
            client,
            batches,
            rejections,
            timers,
            requestsOn,
            sink.observer().start(null));
  }

  static TestSink to(String url, InfluxApi api) throws IOException {
    return to(url, api, builder -> builder);
  }

  static TestSink to(String url, InfluxApi api, UnaryOperator<InfluxSinkBuilder<Point>> settings)
      throws IOException {
    return new TestSink(
        settings.apply(InfluxSink.<Point>builder().url(url).api(api).bucket("test")),
        PointConverter.identity(),
        Executors.newDirectExecutorService());
  }

  /** With so many requests at once, on threads of their own as in a job. */
  static TestSink concurrent(String url, InfluxApi api, int requests, int batchPoints)
      throws IOException {
    return new TestSink(
        InfluxSink.<Point>builder()
            .url(url)
            .api(api)
            .bucket("test")
            .maxBatchPoints(batchPoints)
            .maxConcurrentRequests(requests),
        PointConverter.identity(),
        java.util.concurrent.Executors.newFixedThreadPool(requests));
  }

  static TestSink to(String url, InfluxApi api, PointConverter<Point> converter)
      throws IOException {
    return new TestSink(
        InfluxSink.<Point>builder().url(url).api(api).bucket("test"),
        converter,
        Executors.newDirectExecutorService());
  }

  /** The next wait is interrupted, as when the job is cancelled. */
  TestSink interruptedWhileWaiting() {
    interrupted = true;
    return this;
  }

  void write(Point point) throws IOException, InterruptedException {
    writer.write(point, NoContext.INSTANCE);
  }

  void flush() throws IOException, InterruptedException {
    writer.flush(false);
  }

  List<RejectedPoint> rejected() {
    return rejected;
  }

  /** What the sink would have waited. */
  List<Duration> pauses() {
    return pauses;
  }

  ManualTimers timers() {
    return timers;
  }

  SinkMetrics metrics() {
    return metrics;
  }

  @Override
  public void close() {
    writer.close();
  }

  private void pause(Duration duration) throws InterruptedException {
    pauses.add(duration);
    if (interrupted) {
      throw new InterruptedException("told to");
    }
  }

  private enum NoContext implements org.apache.flink.api.connector.sink2.SinkWriter.Context {
    INSTANCE;

    @Override
    public long currentWatermark() {
      return Long.MIN_VALUE;
    }

    @Override
    public Long timestamp() {
      return Long.MIN_VALUE;
    }
  }
}
