package city.pulso.flink.mqtt;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

final class FunctionSchema<T> implements MqttDeserializationSchema<T> {
  private static final long serialVersionUID = 1;

  private final TypeInformation<T> type;
  private final Function<T> function;

  FunctionSchema(TypeInformation<T> type, Function<T> function) {
    this.type = type;
    this.function = function;
  }

  @Override
  public void deserialize(MqttMessage message, Collector<T> out) throws Exception {
    function.deserialize(message, out);
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return type;
  }
}
