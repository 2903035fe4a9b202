package city.pulso.flink.mqtt;

import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/**
 * Makes 0..n records of a message. Called on the task thread only.
 *
 * <p>A message on which {@link #deserialize} throws becomes an {@link DeadLetter}: none of the
 * records collected for it are emitted, it is counted and acknowledged like any other.
 */
public interface MqttDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {
  /** Called once before the first message. */
  default void open(DeserializationSchema.InitializationContext context) throws Exception {}

  void deserialize(MqttMessage message, Collector<T> out) throws Exception;

  /** Passes messages on as they are, for jobs that read them in an operator of their own. */
  static MqttDeserializationSchema<MqttMessage> raw() {
    return new RawSchema();
  }

  /** Reads the payload only, with any of Flink's schemas. */
  static <T> MqttDeserializationSchema<T> payload(DeserializationSchema<T> schema) {
    return new PayloadSchema<>(schema);
  }

  /** Reads with a function. */
  static <T> MqttDeserializationSchema<T> of(TypeInformation<T> type, Function<T> function) {
    return new FunctionSchema<>(type, function);
  }

  /** A message to 0..n records. */
  @FunctionalInterface
  interface Function<T> extends Serializable {
    void deserialize(MqttMessage message, Collector<T> out) throws Exception;
  }
}
