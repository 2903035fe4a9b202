package city.pulso.jobs.store;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * One whole point of one of the {@link Measurements}. Immutable. The same measurement, tags and
 * time are the same point, however often it is written.
 */
@TypeInfo(StoredPoint.TypeFactory.class)
public final class StoredPoint {
  private final Measurement measurement;
  private final long timeMs;
  private final String[] tags;
  private final @Nullable Object[] fields;

  StoredPoint(Measurement measurement, long timeMs, String[] tags, @Nullable Object[] fields) {
    this.measurement = measurement;
    this.timeMs = timeMs;
    this.tags = tags;
    this.fields = fields;
  }

  /**
   * Starts a point.
   *
   * @param timeMs event time, Unix milliseconds: never an arrival time
   */
  public static Builder of(Measurement measurement, long timeMs) {
    return new Builder(measurement, timeMs);
  }

  /** A point that starts as this one. */
  public Builder toBuilder() {
    Builder builder = new Builder(measurement, timeMs);
    System.arraycopy(tags, 0, builder.tags, 0, tags.length);
    System.arraycopy(fields, 0, builder.fields, 0, fields.length);
    return builder;
  }

  public Measurement measurement() {
    return measurement;
  }

  /** Event time, Unix milliseconds. */
  public long timeMs() {
    return timeMs;
  }

  /** Value of the tag at that place of {@link Measurement#tags()}. */
  public String tag(int index) {
    return tags[index];
  }

  /** Value of the tag of that name. */
  public String tag(String name) {
    return tags[measurement.tags().indexOf(name)];
  }

  /**
   * Value of the field at that place of {@link Measurement#fields()}: Double, Long, Boolean or
   * String; absent when it was not set.
   */
  public @Nullable Object field(int index) {
    return fields[index];
  }

  /** Value of the field of that name; absent when it was not set. */
  public @Nullable Object field(String name) {
    return fields[fieldIndex(measurement, name)];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredPoint that
        && timeMs == that.timeMs
        && measurement.name().equals(that.measurement.name())
        && Arrays.equals(tags, that.tags)
        && Arrays.equals(fields, that.fields);
  }

  @Override
  public int hashCode() {
    return Objects.hash(measurement.name(), timeMs, Arrays.hashCode(tags));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(measurement.name());
    for (int i = 0; i < tags.length; i++) {
      text.append(',').append(measurement.tags().get(i)).append('=').append(tags[i]);
    }
    for (int i = 0; i < fields.length; i++) {
      if (fields[i] != null) {
        text.append(' ').append(measurement.fields().get(i).name()).append('=').append(fields[i]);
      }
    }
    return text.append(" @").append(timeMs).toString();
  }

  private static int fieldIndex(Measurement measurement, String name) {
    for (int i = 0; i < measurement.fields().size(); i++) {
      if (measurement.fields().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(measurement.name() + " has no field " + name);
  }

  /** Collects tags and fields; a name or type that the measurement does not declare is refused. */
  public static final class Builder {
    private final Measurement measurement;
    private final long timeMs;
    private final String[] tags;
    private final @Nullable Object[] fields;
    private int nextField;

    private Builder(Measurement measurement, long timeMs) {
      this.measurement = measurement;
      this.timeMs = timeMs;
      this.tags = new String[measurement.tags().size()];
      this.fields = new Object[measurement.fields().size()];
    }

    /** Tag values are never empty: InfluxDB has no empty tags. */
    public Builder tag(String name, String value) {
      int index = measurement.tags().indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException(measurement.name() + " has no tag " + name);
      }
      if (value.isEmpty()) {
        throw new IllegalArgumentException(measurement.name() + "." + name + ": empty tag value");
      }
      tags[index] = value;
      return this;
    }

    public Builder real(String name, double value) {
      return Double.isFinite(value) ? set(name, Measurement.Type.FLOAT, value) : this;
    }

    public Builder whole(String name, long value) {
      return set(name, Measurement.Type.INTEGER, value);
    }

    public Builder flag(String name, boolean value) {
      return set(name, Measurement.Type.BOOLEAN, value);
    }

    public Builder text(String name, String value) {
      return set(name, Measurement.Type.STRING, value);
    }

    /** The point; every tag must have been given, and at least one field. */
    public StoredPoint build() {
      for (int i = 0; i < tags.length; i++) {
        if (tags[i] == null) {
          throw new IllegalArgumentException(
              measurement.name() + "." + measurement.tags().get(i) + " was not given");
        }
      }
      if (isEmpty(fields)) {
        throw new IllegalArgumentException(measurement.name() + ": a point without a field");
      }
      return new StoredPoint(measurement, timeMs, tags.clone(), fields.clone());
    }

    private static boolean isEmpty(@Nullable Object[] fields) {
      for (Object field : fields) {
        if (field != null) {
          return false;
        }
      }
      return true;
    }

    private Builder set(String name, Measurement.Type type, Object value) {
      // mostly they come in their declared order
      int index =
          nextField < fields.length && measurement.fields().get(nextField).name().equals(name)
              ? nextField
              : fieldIndex(measurement, name);
      nextField = index + 1;
      Measurement.Type declared = measurement.fields().get(index).type();
      if (declared != type) {
        throw new IllegalArgumentException(
            measurement.name() + "." + name + " is " + declared + ", not " + type);
      }
      fields[index] = value;
      return this;
    }
  }

  /** Lets Flink find the serializer wherever this type appears. */
  public static final class TypeFactory extends TypeInfoFactory<StoredPoint> {
    @Override
    public TypeInformation<StoredPoint> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return StoredPointFormat.TYPE;
    }
  }
}
