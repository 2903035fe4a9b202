package city.pulso.flink.influxdb;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Writes a point as its line. */
@Internal
public final class PointSerializer extends TypeSerializerSingleton<Point> {
  private static final long serialVersionUID = 1;
  static final PointSerializer INSTANCE = new PointSerializer();

  /** What savepoints remember of this serializer. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Point> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public Point createInstance() {
    return Point.ofLine("");
  }

  @Override
  public Point copy(Point from) {
    return from;
  }

  @Override
  public Point copy(Point from, Point reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(Point point, DataOutputView target) throws IOException {
    StringValue.writeString(point.line(), target);
  }

  @Override
  public Point deserialize(DataInputView source) throws IOException {
    return Point.ofLine(StringValue.readString(source));
  }

  @Override
  public Point deserialize(Point reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    StringValue.copyString(source, target);
  }

  @Override
  public TypeSerializerSnapshot<Point> snapshotConfiguration() {
    return new Snapshot();
  }
}
