package city.pulso.simulator.device;

import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a fleet's messages once each, Confirmable or QoS 1, and says what was answered. Nothing is
 * repeated beyond what CoAP itself repeats.
 *
 * <p>Threads: any may send; answers come on the library's threads.
 */
public final class FleetRadio implements AutoCloseable {
  /** What is told when nobody answered. */
  public static final String NO_ANSWER = "no answer";

  private final @Nullable CoapLines coap;
  private final @Nullable MqttLine mqtt;

  private FleetRadio(@Nullable CoapLines coap, @Nullable MqttLine mqtt) {
    this.coap = coap;
    this.mqtt = mqtt;
  }

  /**
   * Opens the sockets and connects to the broker.
   *
   * @throws IOException when a host is not known, a file cannot be used, a socket cannot be opened
   *     or the broker refuses
   */
  public static FleetRadio open(FleetWays ways) throws IOException {
    URI to = ways.coap();
    CoapLines coap = to == null ? null : new CoapLines(to, ways);
    try {
      FleetWays.Broker broker = ways.broker();
      return new FleetRadio(coap, broker == null ? null : new MqttLine(broker));
    } catch (IOException | RuntimeException e) {
      if (coap != null) {
        coap.close();
      }
      throw e;
    }
  }

  /**
   * Sends a message and returns at once.
   *
   * @param answered told once what came back: {@code 2.04}, {@code 4.03 device ... is not
   *     registered}, {@code PUBACK SUCCESS}, or {@link #NO_ANSWER}
   */
  public void send(FleetMessage message, Consumer<String> answered) {
    Once once = new Once(answered);
    try {
      if (message.overCoap() && coap != null) {
        coap.post(message, once);
      } else if (!message.overCoap() && mqtt != null) {
        mqtt.publish(message, once);
      } else {
        once.tell("not sent: no way for " + message.format().label() + " is given");
      }
    } catch (IOException | RuntimeException e) {
      once.tell("not sent: " + e.getMessage());
    }
  }

  /** The NAT gives its devices other ports. */
  public void rebind(int nat) {
    if (coap != null) {
      coap.rebind(nat);
    }
  }

  /** DTLS handshakes that came to their end; 0 without DTLS. */
  public long handshakes() {
    return coap == null ? 0 : coap.handshakes();
  }

  @Override
  public void close() {
    if (coap != null) {
      coap.close();
    }
    if (mqtt != null) {
      mqtt.close();
    }
  }
}
