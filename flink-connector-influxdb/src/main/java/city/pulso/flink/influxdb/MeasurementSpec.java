package city.pulso.flink.influxdb;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A measurement, declared once: only points that agree with it can be built, so a field-type
 * conflict cannot be written.
 *
 * @param name for example {@code air_hourly}
 * @param tags names of the tags; each point carries them all
 * @param fields each point carries one of them at least
 */
public record MeasurementSpec(String name, List<String> tags, List<FieldSpec> fields)
    implements Serializable {

  public MeasurementSpec {
    LineProtocol.checkName("measurement", name);
    tags = List.copyOf(tags);
    fields = List.copyOf(fields);
    Set<String> seen = new HashSet<>();
    for (String tag : tags) {
      LineProtocol.checkName("tag", tag);
      unique(name, tag, seen);
    }
    for (FieldSpec field : fields) {
      unique(name, field.name(), seen);
    }
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("measurement " + name + ": declare one field at least");
    }
  }

  /** Starts a declaration. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Starts a point. */
  public Point.Builder at(Instant time) {
    return new Point.Builder(this, time.toEpochMilli());
  }

  /** Starts a point; time in milliseconds since 1970-01-01T00:00Z. */
  public Point.Builder at(long epochMs) {
    return new Point.Builder(this, epochMs);
  }

  private static void unique(String measurement, String column, Set<String> seen) {
    if (!seen.add(column)) {
      throw new IllegalArgumentException(
          "measurement " + measurement + ": '" + column + "' is declared twice");
    }
  }

  /** Collects tags and fields in the order of the calls. */
  public static final class Builder {
    private final String name;
    private final List<String> tags = new ArrayList<>();
    private final List<FieldSpec> fields = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    public Builder tag(String tag) {
      tags.add(tag);
      return this;
    }

    /**
     * @param unit UCUM unit, {@code ""} for text and truth values
     */
    public Builder field(String field, FieldType type, String unit) {
      fields.add(new FieldSpec(field, type, unit));
      return this;
    }

    public MeasurementSpec build() {
      return new MeasurementSpec(name, tags, fields);
    }
  }
}
