package city.pulso.jobs.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A protobuf message: length, then its bytes. */
final class MessageFormat<T extends Message> implements Format<T> {
  private static final long serialVersionUID = 1L;

  final Class<T> type;
  private transient @Nullable Parser<T> parser;

  MessageFormat(Class<T> type) {
    this.type = type;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(T value, DataOutputView out) throws IOException {
    byte[] bytes = value.toByteArray();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public T read(int version, DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return parser().parseFrom(bytes);
  }

  @SuppressWarnings("unchecked")
  private Parser<T> parser() throws InvalidProtocolBufferException {
    Parser<T> known = parser;
    if (known == null) {
      try {
        known = (Parser<T>) type.getMethod("parser").invoke(null);
      } catch (ReflectiveOperationException e) {
        throw new InvalidProtocolBufferException(type + " is no generated protobuf message: " + e);
      }
      parser = known;
    }
    return known;
  }
}
