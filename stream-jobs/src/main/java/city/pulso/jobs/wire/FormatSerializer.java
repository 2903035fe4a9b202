package city.pulso.jobs.wire;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes one byte with the format's version, then the value. Values are immutable: never copied.
 */
final class FormatSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  final Format<T> format;

  FormatSerializer(Format<T> format) {
    this.format = format;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  @SuppressWarnings("NullAway") // Flink allows null: there is no empty instance to reuse
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T value, DataOutputView out) throws IOException {
    out.writeByte(format.version());
    format.write(value, out);
  }

  @Override
  public T deserialize(DataInputView in) throws IOException {
    int version = in.readByte();
    if (version < 1 || version > format.version()) {
      throw new IOException(
          format.getClass().getSimpleName()
              + " reads versions 1 to "
              + format.version()
              + ", found "
              + version);
    }
    return format.read(version, in);
  }

  @Override
  public T deserialize(T reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FormatSerializer<?> that && name(format).equals(name(that.format));
  }

  @Override
  public int hashCode() {
    return name(format).hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new FormatSerializerSnapshot<>(format);
  }

  /** Identity of a format across releases: what a savepoint names. */
  static String name(Format<?> format) {
    return format instanceof MessageFormat<?> message
        ? "message:" + message.type.getName()
        : "format:" + format.getClass().getName();
  }
}
