package city.pulso.flink.mqtt.client;

/** The broker refuses one message for good; the connection stands and other messages pass. */
public final class MessageRefusedException extends MqttRefusedException {
  private static final long serialVersionUID = 1;

  MessageRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
