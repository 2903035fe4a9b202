package city.pulso.flink.mqtt;

import java.time.Duration;
import java.time.Instant;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first of each minute; the metric counts all. */
final class LogDeadLetters<T> implements DeadLetterHandler<T> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(LogDeadLetters.class);
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private transient @Nullable Instant logged;
  private transient long unlogged;

  @Override
  public void deadLetter(DeadLetter letter, Collector<T> out) {
    if (logged != null && letter.at().isBefore(logged.plus(PAUSE))) {
      unlogged++;
      return;
    }
    LOG.warn(
        "Cannot read {}: {} ({} more since the last such line)",
        letter.message(),
        letter.reason(),
        unlogged);
    logged = letter.at();
    unlogged = 0;
  }
}
