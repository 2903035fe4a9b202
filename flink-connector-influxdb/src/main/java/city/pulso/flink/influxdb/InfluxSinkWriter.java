package city.pulso.flink.influxdb;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * Spreads points over lanes by their series; each lane makes batches and writes them by size, by
 * time and at checkpoints. Task thread only; the lanes' requests run on the executor, which is
 * ours.
 */
final class InfluxSinkWriter<T> implements SinkWriter<T> {
  private final PointConverter<T> converter;
  private final Duration flushInterval;
  private final LineClient client;
  private final Rejections rejections;
  private final ProcessingTimeService timers;
  private final ExecutorService executor;
  private final List<Lane> lanes;
  private final WriteObserver.Observation<T> observation;
  private final List<String> converted = new ArrayList<>();
  private final List<T> reported = new ArrayList<>();

  private boolean timerSet;

  InfluxSinkWriter(
      InfluxSinkConfig config,
      PointConverter<T> converter,
      LineClient client,
      BatchWriter batches,
      Rejections rejections,
      ProcessingTimeService timers,
      ExecutorService executor,
      WriteObserver.Observation<T> observation) {
    this.observation = observation;
    this.converter = converter;
    this.flushInterval = config.flushInterval();
    this.client = client;
    this.rejections = rejections;
    this.timers = timers;
    this.executor = executor;
    this.lanes =
        Stream.generate(
                () ->
                    new Lane(
                        config.maxBatchPoints(),
                        config.maxBatchBytes(),
                        batches,
                        rejections,
                        executor,
                        observation))
            .limit(config.maxConcurrentRequests())
            .toList();
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    write(element, observation.note(element));
    setTimer();
  }

  private void write(T element, long note) throws IOException, InterruptedException {
    converted.clear();
    try {
      converter.convert(element, point -> converted.add(point.line()));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      rejections.element(e);
      return;
    }
    long told = note;
    for (String line : converted) {
      laneOf(line).add(line, told);
      told = WriteObserver.NONE; // once per element
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    sendAndAwait();
    reported.clear();
    observation.report(reported::add);
    for (T element : reported) {
      write(element, WriteObserver.NONE);
    }
    if (!reported.isEmpty()) {
      sendAndAwait();
    }
  }

  private void sendAndAwait() throws IOException, InterruptedException {
    for (Lane lane : lanes) {
      lane.send();
    }
    for (Lane lane : lanes) {
      lane.await();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    client.close();
  }

  private Lane laneOf(String line) {
    return lanes.size() == 1
        ? lanes.get(0)
        : lanes.get(Math.floorMod(LineProtocol.series(line).hashCode(), lanes.size()));
  }

  private void setTimer() {
    if (!timerSet && lanes.stream().anyMatch(Lane::busy)) {
      timerSet = true;
      timers.registerTimer(
          timers.getCurrentProcessingTime() + flushInterval.toMillis(), this::onTimer);
    }
  }

  private void onTimer(long time) throws IOException, InterruptedException {
    timerSet = false;
    for (Lane lane : lanes) {
      lane.send();
    }
    setTimer(); // to learn soon what became of what is under way
  }
}
