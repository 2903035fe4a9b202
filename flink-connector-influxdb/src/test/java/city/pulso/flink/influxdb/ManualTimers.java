package city.pulso.flink.influxdb;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.ProcessingTimeService;

/** Processing time that the test moves. */
final class ManualTimers implements ProcessingTimeService {
  private final TreeMap<Long, ProcessingTimeCallback> timers = new TreeMap<>();
  private long nowMs;

  @Override
  public long getCurrentProcessingTime() {
    return nowMs;
  }

  @Override
  public ScheduledFuture<?> registerTimer(long timeMs, ProcessingTimeCallback callback) {
    timers.put(timeMs, callback);
    return new Never();
  }

  void advance(long ms) throws Exception {
    nowMs += ms;
    for (Map.Entry<Long, ProcessingTimeCallback> due = timers.firstEntry();
        due != null && due.getKey() <= nowMs;
        due = timers.firstEntry()) {
      timers.remove(due.getKey());
      due.getValue().onProcessingTime(due.getKey());
    }
  }

  private static final class Never extends CompletableFuture<Object>
      implements ScheduledFuture<Object> {
    @Override
    public long getDelay(TimeUnit unit) {
      return 0;
    }

    @Override
    public int compareTo(Delayed other) {
      return 0;
    }
  }
}
