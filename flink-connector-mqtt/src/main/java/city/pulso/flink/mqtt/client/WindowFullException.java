package city.pulso.flink.mqtt.client;

import java.io.IOException;

/** The broker is slower than the publisher, or away; the message was not taken. */
public final class WindowFullException extends IOException {
  private static final long serialVersionUID = 1;

  WindowFullException(int maxInFlight) {
    super(maxInFlight + " messages are in flight already");
  }
}
