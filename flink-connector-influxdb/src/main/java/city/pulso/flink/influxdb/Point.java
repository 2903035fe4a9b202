package city.pulso.flink.influxdb;

import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * One point, checked against its {@link MeasurementSpec} and already written as a line. May travel
 * in streams. Equal points have equal lines.
 */
@TypeInfo(PointTypeInfo.Factory.class)
public final class Point {
  private final String line;

  private Point(String line) {
    this.line = line;
  }

  /** The point as one line of line protocol, timestamp in milliseconds, without a line break. */
  public String line() {
    return line;
  }

  /** A point that was a {@link #line()} before. */
  static Point ofLine(String line) {
    return new Point(line);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Point that && line.equals(that.line);
  }

  @Override
  public int hashCode() {
    return line.hashCode();
  }

  @Override
  public String toString() {
    return line;
  }

  /**
   * Collects the values of one point. Methods throw {@link IllegalArgumentException} for what the
   * measurement does not declare, saying what it declares. A field that is set again gets the last
   * value.
   */
  public static final class Builder {
    private final MeasurementSpec spec;
    private final long epochMs;
    private final @Nullable String[] tags;
    private final @Nullable Object[] fields;
    private int nextField;

    Builder(MeasurementSpec spec, long epochMs) {
      this.spec = spec;
      this.epochMs = epochMs;
      this.tags = new @Nullable String[spec.tags().size()];
      this.fields = new @Nullable Object[spec.fields().size()];
    }

    /**
     * @param value not empty, without control characters and backslashes
     */
    public Builder tag(String name, String value) {
      int index = spec.tags().indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException(
            spec.name() + ": tag '" + name + "' is not declared; use one of " + spec.tags());
      }
      if (value.isEmpty() || !LineProtocol.isPortableTag(value)) {
        throw new IllegalArgumentException(
            spec.name()
                + ": a value of tag '"
                + name
                + "' is not accepted; use text that is not empty, without control characters and"
                + " backslashes");
      }
      tags[index] = value;
      return this;
    }

    /** Sets a {@link FieldType#FLOAT} field; NaN and infinities cannot be stored. */
    public Builder field(String name, double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            spec.name() + ": " + value + " is not accepted for field '" + name + "'; leave it out");
      }
      return set(name, FieldType.FLOAT, value);
    }

    /** Sets an {@link FieldType#INTEGER} field. */
    public Builder field(String name, long value) {
      return set(name, FieldType.INTEGER, value);
    }

    /** Sets a {@link FieldType#BOOLEAN} field. */
    public Builder field(String name, boolean value) {
      return set(name, FieldType.BOOLEAN, value);
    }

    /** Sets a {@link FieldType#STRING} field. */
    public Builder field(String name, String value) {
      return set(name, FieldType.STRING, value);
    }

    /**
     * @throws IllegalStateException if a declared tag or every field is missing
     */
    public Point build() {
      var line = new StringBuilder(384).append(spec.name());
      for (int i = 0; i < tags.length; i++) {
        String value = tags[i];
        if (value == null) {
          throw new IllegalStateException(
              spec.name() + ": tag '" + spec.tags().get(i) + "' is missing");
        }
        line.append(',').append(spec.tags().get(i)).append('=');
        LineProtocol.appendTagValue(line, value);
      }
      char separator = ' ';
      for (int i = 0; i < fields.length; i++) {
        Object value = fields[i];
        if (value != null) {
          line.append(separator).append(spec.fields().get(i).name()).append('=');
          append(line, value);
          separator = ',';
        }
      }
      if (separator == ' ') {
        throw new IllegalStateException(spec.name() + ": a point needs one field at least");
      }
      return new Point(line.append(' ').append(epochMs).toString());
    }

    private Builder set(String name, FieldType type, Object value) {
      // from where the last one was: mostly they come in their declared order
      for (int step = 0; step < fields.length; step++) {
        int i =
            nextField + step < fields.length ? nextField + step : nextField + step - fields.length;
        FieldSpec field = spec.fields().get(i);
        if (field.name().equals(name)) {
          if (field.type() != type) {
            throw new IllegalArgumentException(
                spec.name() + ": field '" + name + "' is " + field.type() + ", not " + type);
          }
          fields[i] = Objects.requireNonNull(value, name);
          nextField = i + 1 == fields.length ? 0 : i + 1;
          return this;
        }
      }
      throw new IllegalArgumentException(
          spec.name() + ": field '" + name + "' is not declared; use one of " + spec.fields());
    }

    private static void append(StringBuilder line, Object value) {
      if (value instanceof String text) {
        LineProtocol.appendText(line, text);
      } else if (value instanceof Long whole) {
        line.append(whole.longValue()).append('i');
      } else if (value instanceof Double real) {
        line.append(real.doubleValue());
      } else {
        line.append(value);
      }
    }
  }
}
