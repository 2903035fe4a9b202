package city.pulso.jobs.wire;

import com.google.protobuf.Message;
import java.io.IOException;
import java.lang.reflect.Constructor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * What a savepoint keeps about a {@link FormatSerializer}: the name of its format. The format's own
 * version stands in front of every value, so any format of the same name is compatible as is.
 */
public final class FormatSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int VERSION = 1;

  private @Nullable Format<T> format;

  /** For Flink, which then calls {@link #readSnapshot}. */
  public FormatSerializerSnapshot() {}

  FormatSerializerSnapshot(Format<T> format) {
    this.format = format;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(FormatSerializer.name(known()));
  }

  @Override
  @SuppressWarnings("unchecked")
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader loader)
      throws IOException {
    String name = in.readUTF();
    String className = name.substring(name.indexOf(':') + 1);
    try {
      Class<?> type = Class.forName(className, true, loader);
      if (name.startsWith("message:")) {
        format = (Format<T>) new MessageFormat<>((Class<? extends Message>) type);
      } else {
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        format = (Format<T>) constructor.newInstance();
      }
    } catch (ReflectiveOperationException e) {
      throw new IOException("the savepoint names format " + name + ", which is not here", e);
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new FormatSerializer<>(known());
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    return old instanceof FormatSerializerSnapshot<T> that
            && FormatSerializer.name(that.known()).equals(FormatSerializer.name(known()))
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }

  private Format<T> known() {
    Format<T> present = format;
    if (present == null) {
      throw new IllegalStateException("read the snapshot first");
    }
    return present;
  }
}
