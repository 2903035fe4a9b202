package city.pulso.jobs.wire;

import com.google.protobuf.Message;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** Flink's type information for an immutable type with a {@link Format} of its own. */
public final class FormatType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final Format<T> format;

  private FormatType(Class<T> type, Format<T> format) {
    this.type = type;
    this.format = format;
  }

  /** For a type with a format of its own. */
  public static <T> TypeInformation<T> of(Class<T> type, Format<T> format) {
    return new FormatType<>(type, format);
  }

  /** For a protobuf message: its own encoding, so its fields may evolve by protobuf's rules. */
  public static <T extends Message> TypeInformation<T> ofMessage(Class<T> type) {
    return new FormatType<>(type, new MessageFormat<>(type));
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new FormatSerializer<>(format);
  }

  @Override
  public String toString() {
    return "FormatType<" + type.getSimpleName() + ">";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FormatType<?> that && type.equals(that.type) && that.canEqual(this);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof FormatType;
  }
}
