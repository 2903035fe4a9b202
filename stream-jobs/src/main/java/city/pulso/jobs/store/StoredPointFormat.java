package city.pulso.jobs.store;

import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Byte format of {@link StoredPoint}, version 1: name, time, tags, then index and value of fields.
 */
final class StoredPointFormat implements Format<StoredPoint> {
  static final TypeInformation<StoredPoint> TYPE =
      FormatType.of(StoredPoint.class, new StoredPointFormat());
  private static final long serialVersionUID = 1L;
  private static final Map<String, Measurement> BY_NAME =
      Measurements.ALL.stream()
          .collect(Collectors.toUnmodifiableMap(Measurement::name, Function.identity()));
  private static final int END = -1;

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void write(StoredPoint point, DataOutputView out) throws IOException {
    Measurement measurement = point.measurement();
    out.writeUTF(measurement.name());
    out.writeLong(point.timeMs());
    for (int i = 0; i < measurement.tags().size(); i++) {
      out.writeUTF(point.tag(i));
    }
    for (int i = 0; i < measurement.fields().size(); i++) {
      Object value = point.field(i);
      if (value == null) {
        continue;
      }
      out.writeByte(i);
      switch (measurement.fields().get(i).type()) {
        case FLOAT -> out.writeDouble((Double) value);
        case INTEGER -> out.writeLong((Long) value);
        case BOOLEAN -> out.writeBoolean((Boolean) value);
        case STRING -> out.writeUTF((String) value);
      }
    }
    out.writeByte(END);
  }

  @Override
  public StoredPoint read(int version, DataInputView in) throws IOException {
    String name = in.readUTF();
    Measurement measurement = BY_NAME.get(name);
    if (measurement == null) {
      throw new IOException("measurement " + name + " is not declared");
    }
    long timeMs = in.readLong();
    String[] tags = new String[measurement.tags().size()];
    for (int i = 0; i < tags.length; i++) {
      tags[i] = in.readUTF();
    }
    @Nullable Object[] fields = new Object[measurement.fields().size()];
    for (int i = in.readByte(); i != END; i = in.readByte()) {
      fields[i] =
          switch (measurement.fields().get(i).type()) {
            case FLOAT -> (Object) in.readDouble();
            case INTEGER -> in.readLong();
            case BOOLEAN -> in.readBoolean();
            case STRING -> in.readUTF();
          };
    }
    return new StoredPoint(measurement, timeMs, tags, fields);
  }
}
