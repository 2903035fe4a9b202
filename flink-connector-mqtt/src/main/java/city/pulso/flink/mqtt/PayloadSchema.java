package city.pulso.flink.mqtt;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

final class PayloadSchema<T> implements MqttDeserializationSchema<T> {
  private static final long serialVersionUID = 1;

  private final DeserializationSchema<T> schema;

  PayloadSchema(DeserializationSchema<T> schema) {
    this.schema = schema;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) throws Exception {
    schema.open(context);
  }

  @Override
  public void deserialize(MqttMessage message, Collector<T> out) throws Exception {
    schema.deserialize(message.payload(), out);
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return schema.getProducedType();
  }
}
