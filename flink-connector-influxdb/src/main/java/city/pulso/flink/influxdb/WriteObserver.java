package city.pulso.flink.influxdb;

import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Learns which elements the server has answered for, for example to measure how long they took, and
 * may have the sink write elements that say so.
 */
@FunctionalInterface
public interface WriteObserver<T> extends Serializable {
  /** Note of an element that is of no interest. */
  long NONE = Long.MIN_VALUE;

  /** Called once by each subtask, before its first element. */
  Observation<T> start(WriterInitContext context);

  /** What one subtask observes. */
  interface Observation<T> {
    /**
     * Called on the task thread for every element.
     *
     * @return what is to be remembered of it until it is answered, or {@link #NONE}
     */
    long note(T element);

    /**
     * The server has answered for these: they are stored, or refused for good. Called on the
     * threads that make requests, several at once if there is more than one.
     *
     * @param notes the first {@code count} of them count
     */
    void answered(long[] notes, int count);

    /**
     * Called on the task thread when everything written before a checkpoint has been answered.
     *
     * @param out takes elements to be written before that checkpoint completes; they are not noted
     */
    void report(Consumer<T> out);
  }

  /** Observes nothing. */
  static <T> WriteObserver<T> nothing() {
    return context ->
        new Observation<T>() {
          @Override
          public long note(T element) {
            return NONE;
          }

          @Override
          public void answered(long[] notes, int count) {}

          @Override
          public void report(Consumer<T> out) {}
        };
  }
}
