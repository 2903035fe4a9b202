package city.pulso.flink.mqtt;

import java.io.Serializable;
import org.apache.flink.util.Collector;

/**
 * Decides what becomes of a message that cannot be read. Called on the task thread, after the
 * message was counted in {@code deadLetters}.
 *
 * <p>A source has no side output, so what should get one is collected as a record of its own kind
 * and split off by the next operator.
 */
@FunctionalInterface
public interface DeadLetterHandler<T> extends Serializable {
  /** An exception thrown here fails the job. */
  void deadLetter(DeadLetter letter, Collector<T> out) throws Exception;
}
