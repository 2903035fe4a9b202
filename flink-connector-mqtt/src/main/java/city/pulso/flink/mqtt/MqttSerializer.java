package city.pulso.flink.mqtt;

import java.io.Serializable;

/** Makes the message for an element. Called on the task thread only. */
@FunctionalInterface
public interface MqttSerializer<T> extends Serializable {
  /** An exception thrown here fails the job: the element cannot be delivered. */
  MqttOutgoing serialize(T element) throws Exception;
}
