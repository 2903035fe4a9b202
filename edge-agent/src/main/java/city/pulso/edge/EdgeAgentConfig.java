package city.pulso.edge;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.config.Problems;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.relay.RelayConfig;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.edge.uplink.UplinkConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything one agent is told.
 *
 * @param gateway registry id of the gateway
 * @param directory the agent's own: spool and last copy of the registry entry; made when missing
 * @param coap where devices post
 * @param localBroker null: no MQTT devices
 * @param uplink the way to the city
 * @param spool disk budget and group commit
 * @param heartbeatEvery time by the agent's clock between two heartbeats of a stream; never more
 *     often than once per real second
 * @param maxDeviceRate readings a second that one device may send over time, by the agent's clock;
 *     0 = no bound
 * @param relay other gateways whose batches go up through this agent
 */
public record EdgeAgentConfig(
    String gateway,
    Path directory,
    CoapConfig coap,
    @Nullable LocalBrokerConfig localBroker,
    UplinkConfig uplink,
    SpoolConfig spool,
    Duration heartbeatEvery,
    int maxDeviceRate,
    RelayConfig relay) {
  /** Far more than a sensor has to say, far less than fills a disk. */
  public static final int DEVICE_RATE = 100;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  public EdgeAgentConfig {
    new Problems("")
        .check(ID.matcher(gateway).matches(), "gateway", "'" + gateway + "'", ID.pattern())
        .check(
            heartbeatEvery.compareTo(Duration.ofSeconds(1)) >= 0,
            "heartbeat-every",
            heartbeatEvery,
            "1s or longer")
        .check(
            maxDeviceRate >= 0 && maxDeviceRate <= 1_000_000,
            "max-device-rate",
            maxDeviceRate,
            "0 (no bound) to 1000000")
        .check(
            !relay.gateways().contains(gateway),
            "relay.gateways",
            gateway,
            "other gateways than this one")
        .throwIfAny();
  }

  /** CoAP on loopback and any free port, no local broker, heartbeats every 30 s. */
  public static EdgeAgentConfig of(String gateway, Path directory, UplinkConfig uplink) {
    return new EdgeAgentConfig(
        gateway,
        directory,
        CoapConfig.loopback(),
        null,
        uplink,
        SpoolConfig.defaults(),
        Duration.ofSeconds(30),
        DEVICE_RATE,
        RelayConfig.none());
  }

  public EdgeAgentConfig withCoap(CoapConfig other) {
    return new EdgeAgentConfig(
        gateway,
        directory,
        other,
        localBroker,
        uplink,
        spool,
        heartbeatEvery,
        maxDeviceRate,
        relay);
  }

  public EdgeAgentConfig withLocalBroker(@Nullable LocalBrokerConfig other) {
    return new EdgeAgentConfig(
        gateway, directory, coap, other, uplink, spool, heartbeatEvery, maxDeviceRate, relay);
  }

  public EdgeAgentConfig withSpool(SpoolConfig other) {
    return new EdgeAgentConfig(
        gateway, directory, coap, localBroker, uplink, other, heartbeatEvery, maxDeviceRate, relay);
  }

  public EdgeAgentConfig withHeartbeatEvery(Duration other) {
    return new EdgeAgentConfig(
        gateway, directory, coap, localBroker, uplink, spool, other, maxDeviceRate, relay);
  }

  /** The same with another bound on what a device may send; 0 = none. */
  public EdgeAgentConfig withMaxDeviceRate(int other) {
    return new EdgeAgentConfig(
        gateway, directory, coap, localBroker, uplink, spool, heartbeatEvery, other, relay);
  }

  /** The same with other gateways below it. */
  public EdgeAgentConfig withRelay(RelayConfig other) {
    return new EdgeAgentConfig(
        gateway, directory, coap, localBroker, uplink, spool, heartbeatEvery, maxDeviceRate, other);
  }
}
