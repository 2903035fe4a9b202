package city.pulso.flink.mqtt;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

final class RawSchema implements MqttDeserializationSchema<MqttMessage> {
  private static final long serialVersionUID = 1;

  @Override
  public void deserialize(MqttMessage message, Collector<MqttMessage> out) {
    out.collect(message);
  }

  @Override
  public TypeInformation<MqttMessage> getProducedType() {
    return TypeInformation.of(MqttMessage.class);
  }
}
