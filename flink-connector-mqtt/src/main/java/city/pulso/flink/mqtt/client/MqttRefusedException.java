package city.pulso.flink.mqtt.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What waiting cannot mend; the message says which setting to look at. */
public sealed class MqttRefusedException extends IOException permits MessageRefusedException {
  private static final long serialVersionUID = 1;

  MqttRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
