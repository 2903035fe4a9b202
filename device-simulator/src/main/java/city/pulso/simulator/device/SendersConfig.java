package city.pulso.simulator.device;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the devices send to.
 *
 * @param coap {@code coap://host:port[/path]} by gateway id; no path means {@code /t}
 * @param mqtt {@code mqtt://host:port} of the gateways' local broker, null if no device speaks MQTT
 * @param maxInFlight attempts without an answer at any time, 1 to 10,000
 * @param maxWaiting messages submitted and unanswered; {@link DeviceSenders#submit} waits beyond it
 * @param coapSockets UDP sockets shared by all devices; each carries about 265 messages a second to
 *     one gateway (65,536 Message IDs per 247 s)
 * @param mqttConnections TCP connections shared by all devices
 * @param ackTimeout first wait for a CoAP acknowledgement, real time
 */
public record SendersConfig(
    Map<String, URI> coap,
    @Nullable URI mqtt,
    int maxInFlight,
    int maxWaiting,
    int coapSockets,
    int mqttConnections,
    Duration ackTimeout) {

  public SendersConfig {
    coap = Map.copyOf(coap);
    List<String> problems = new ArrayList<>();
    coap.forEach(
        (gateway, uri) -> {
          if (!"coap".equals(uri.getScheme()) || uri.getHost() == null) {
            problems.add(
                "agent " + gateway + ": " + uri + " is not accepted; use coap://HOST:PORT");
          }
        });
    if (mqtt != null && (!"mqtt".equals(mqtt.getScheme()) || mqtt.getHost() == null)) {
      problems.add("broker: " + mqtt + " is not accepted; use mqtt://HOST:PORT");
    }
    check(problems, "max-in-flight", maxInFlight, 10_000);
    check(problems, "max-waiting", maxWaiting, 1_000_000);
    check(problems, "coap-sockets", coapSockets, 64);
    check(problems, "mqtt-connections", mqttConnections, 64);
    if (ackTimeout.toMillis() < 1) {
      problems.add("ack-timeout: " + ackTimeout + " is not accepted; use 1 ms or longer");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private static void check(List<String> problems, String key, int value, int most) {
    if (value < 1 || value > most) {
      problems.add(key + ": " + value + " is not accepted; use 1 to " + most);
    }
  }

  /** 128 in flight, 4,096 waiting, 4 sockets, 2 connections, 2 s (RFC 7252's ACK_TIMEOUT). */
  public static SendersConfig to(Map<String, URI> coap, @Nullable URI mqtt) {
    return new SendersConfig(coap, mqtt, 128, 4096, 4, 2, Duration.ofSeconds(2));
  }
}
