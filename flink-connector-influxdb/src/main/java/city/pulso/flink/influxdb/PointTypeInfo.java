package city.pulso.flink.influxdb;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink that points travel as their lines; found through the annotation on {@link Point}. */
@Internal
public final class PointTypeInfo extends TypeInformation<Point> {
  private static final long serialVersionUID = 1;

  /** Makes the type information. */
  public static final class Factory extends TypeInfoFactory<Point> {
    @Override
    public TypeInformation<Point> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> genericParameters) {
      return new PointTypeInfo();
    }
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
  public Class<Point> getTypeClass() {
    return Point.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<Point> createSerializer(SerializerConfig config) {
    return PointSerializer.INSTANCE;
  }

  @Override
  public String toString() {
    return "Point";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PointTypeInfo;
  }

  @Override
  public int hashCode() {
    return PointTypeInfo.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof PointTypeInfo;
  }
}
