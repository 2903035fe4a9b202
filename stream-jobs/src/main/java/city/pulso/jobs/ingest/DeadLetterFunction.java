package city.pulso.jobs.ingest;

import city.pulso.jobs.counters.Tally;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import java.time.Clock;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Dead letters as points, at most {@value #PER_MINUTE} a minute of real time, so that whoever sends
 * rubbish cannot fill the store; the others are counted, and the next point says how many they
 * were. Parallelism 1, so that no two points have the same time.
 *
 * <p>Keeps no state: what a failover forgets is the count of those not told.
 */
final class DeadLetterFunction extends ProcessFunction<DeadLetter, StoredPoint> {
  static final int PER_MINUTE = 60;

  private static final long serialVersionUID = 1L;
  private static final long MINUTE_MS = Duration.ofMinutes(1).toMillis();

  private final String domain;
  private final Clock clock;

  private transient Tally notStored;
  private transient long minuteMs;
  private transient int inMinute;
  private transient long untold;
  private transient long lastMs;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  DeadLetterFunction(String domain, Clock clock) {
    this.domain = domain;
    this.clock = clock;
  }

  @Override
  public void open(OpenContext context) {
    notStored = Tally.of(getRuntimeContext(), "dead-letters-not-stored");
    minuteMs = Long.MIN_VALUE;
    lastMs = Long.MIN_VALUE;
  }

  @Override
  public void processElement(DeadLetter letter, Context context, Collector<StoredPoint> out) {
    long minute = context.timerService().currentProcessingTime() / MINUTE_MS;
    if (minute != minuteMs) {
      minuteMs = minute;
      inMinute = 0;
    }
    if (inMinute >= PER_MINUTE) {
      untold++;
      notStored.increment();
      return;
    }
    inMinute++;
    lastMs = Math.max(lastMs + 1, clock.millis());
    out.collect(point(letter));
    untold = 0;
  }

  private StoredPoint point(DeadLetter letter) {
    StoredPoint.Builder point =
        StoredPoint.of(Measurements.DEAD_LETTERS, lastMs)
            .tag("domain", domain)
            .tag("what", letter.what())
            .text("topic", letter.topic())
            .text("gateway", letter.gateway())
            .text("device", letter.device())
            .text("reason", letter.reason())
            .whole("bytes", letter.bytes())
            .text("head", letter.head())
            .whole("untold", untold);
    if (letter.sequence() > 0) {
      point.whole("sequence", letter.sequence());
    }
    if (letter.deviceSequence() >= 0) {
      point.whole("device_sequence", letter.deviceSequence());
    }
    if (letter.observedMs() != 0) {
      point.whole("observed_ms", letter.observedMs());
    }
    return point.build();
  }
}
