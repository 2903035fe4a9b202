package city.pulso.jobs.wire;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How an immutable value is written into streams and state. Every written value starts with the
 * version of its format, so state of any earlier version can be read.
 *
 * <p>Implementations are stateless and have a public or package-private no-argument constructor.
 */
public interface Format<T> extends Serializable {
  /** Version written today, 1 to 127; grows with each change of the format. */
  int version();

  /** Writes the value in today's version, without the version itself. */
  void write(T value, DataOutputView out) throws IOException;

  /** Reads a value written in the given version, 1 to {@link #version()}. */
  T read(int version, DataInputView in) throws IOException;
}
