package city.pulso.flink.influxdb;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;

/**
 * Writes points to InfluxDB, at least once: a checkpoint completes only after the server has
 * answered for every point written before it.
 *
 * <p>While the server is away or overloaded the sink waits, which is back pressure. It fails the
 * job for what only a person can mend: wrong token, bucket or address.
 */
public final class InfluxSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1;

  private final InfluxSinkConfig config;
  private final PointConverter<T> converter;
  private final WriteObserver<T> observer;

  InfluxSink(InfluxSinkConfig config, PointConverter<T> converter, WriteObserver<T> observer) {
    this.observer = observer;
    this.config = config;
    this.converter = converter;
  }

  public static <T> InfluxSinkBuilder<T> builder() {
    return new InfluxSinkBuilder<>();
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    var metrics = new SinkMetrics(context.metricGroup());
    var rejections = new Rejections(config.rejected(), metrics, System::nanoTime);
    var client = new InfluxLineClient(config);
    var batches =
        new BatchWriter(
            client,
            new Backoff(config.minBackoff(), config.maxBackoff(), RandomGenerator.getDefault()),
            config.maxRetries(),
            duration -> Thread.sleep(duration.toMillis()),
            metrics);
    return new InfluxSinkWriter<>(
        config,
        converter,
        client,
        batches,
        rejections,
        context.getProcessingTimeService(),
        Executors.newFixedThreadPool(
            config.maxConcurrentRequests(), new ExecutorThreadFactory("influx-sink")),
        observer.start(context));
  }

  WriteObserver<T> observer() {
    return observer;
  }

  InfluxSinkConfig config() {
    return config;
  }
}
