package city.pulso.flink.influxdb;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Collects points into batches and writes them by size, by time and at checkpoints. Task thread.
 */
final class InfluxSinkWriter<T> implements SinkWriter<T> {
  private final PointConverter<T> converter;
  private final int maxBatchPoints;
  private final int maxBatchBytes;
  private final Duration flushInterval;
  private final LineClient client;
  private final BatchWriter batches;
  private final Rejections rejections;
  private final ProcessingTimeService timers;

  private List<String> lines = new ArrayList<>();
  private int bytes;
  private boolean timerSet;

  InfluxSinkWriter(
      InfluxSinkConfig config,
      PointConverter<T> converter,
      LineClient client,
      BatchWriter batches,
      Rejections rejections,
      ProcessingTimeService timers) {
    this.converter = converter;
    this.maxBatchPoints = config.maxBatchPoints();
    this.maxBatchBytes = config.maxBatchBytes();
    this.flushInterval = config.flushInterval();
    this.client = client;
    this.batches = batches;
    this.rejections = rejections;
    this.timers = timers;
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    List<String> converted = new ArrayList<>(1);
    try {
      converter.convert(element, point -> converted.add(point.line()));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      rejections.element(e);
      return;
    }
    for (String line : converted) {
      add(line);
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    if (lines.isEmpty()) {
      return;
    }
    List<String> batch = lines;
    lines = new ArrayList<>();
    bytes = 0;
    batches.write(batch);
  }

  @Override
  public void close() {
    client.close();
  }

  private void add(String line) throws IOException, InterruptedException {
    int size = LineProtocol.utf8Length(line) + 1;
    if (bytes + size > maxBatchBytes) {
      flush(false);
    }
    lines.add(line);
    bytes += size;
    if (lines.size() >= maxBatchPoints || bytes >= maxBatchBytes) {
      flush(false);
    } else if (!timerSet) {
      timerSet = true;
      timers.registerTimer(
          timers.getCurrentProcessingTime() + flushInterval.toMillis(), this::onTimer);
    }
  }

  private void onTimer(long time) throws IOException, InterruptedException {
    timerSet = false;
    flush(false);
  }
}
