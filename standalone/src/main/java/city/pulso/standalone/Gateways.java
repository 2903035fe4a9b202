package city.pulso.standalone;

import city.pulso.edge.AgentStatus;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.EdgeAgentConfig;
import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import city.pulso.edge.uplink.UplinkConfig;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent per gateway of the city, each with its own spool and CoAP port.
 *
 * <p>Threads: any may ask; one starts and closes.
 */
final class Gateways implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateways.class);

  /** Agents that open their spools at the same time. */
  private static final int AT_ONCE = 8;

  /** Batches of a stream without a receipt; one checkpoint can release as many. */
  private static final int WINDOW = 512;

  private static final Duration RESEND_AFTER = Duration.ofSeconds(30);

  /** Level of a local topic at which the device stands: local/GATEWAY/tele/DEVICE/SENSOR. */
  private static final int DEVICE_LEVEL = 4;

  private final Map<String, EdgeAgent> agents = new LinkedHashMap<>();

  private final Map<String, Integer> expected;

  private Gateways(List<Gateway> gateways) {
    expected =
        gateways.stream().collect(Collectors.toMap(Gateway::getId, Gateway::getDevicesCount));
  }

  /**
   * Starts them all.
   *
   * @param firstPort CoAP port of the first; the others follow in the order given
   * @param broker the city's broker, which also is every gateway's local one
   * @throws IOException if one does not start; then none is left running
   */
  static Gateways start(
      List<Gateway> gateways, Path directory, int firstPort, String broker, Clock clock)
      throws IOException {
    Gateways all = new Gateways(gateways);
    ExecutorService starters = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Map<String, Future<EdgeAgent>> starting = new LinkedHashMap<>();
      for (int i = 0; i < gateways.size(); i++) {
        EdgeAgentConfig config = config(gateways.get(i), directory, firstPort + i, broker);
        starting.put(config.gateway(), starters.submit(() -> EdgeAgent.start(config, clock)));
      }
      IOException failure = null;
      for (var each : starting.entrySet()) {
        try {
          all.agents.put(each.getKey(), each.getValue().get());
        } catch (ExecutionException e) {
          failure = new IOException("gateway " + each.getKey() + " did not start", e.getCause());
        }
      }
      if (failure != null) {
        all.close();
        throw failure;
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      all.close();
      throw new IOException("interrupted while starting the gateways", e);
    } finally {
      starters.shutdown();
    }
  }

  private static EdgeAgentConfig config(Gateway gateway, Path directory, int port, String broker) {
    BrokerAddress address = BrokerAddress.of(broker);
    String local = "local/" + gateway.getId();
    EdgeAgentConfig config =
        EdgeAgentConfig.of(
                gateway.getId(),
                directory.resolve(gateway.getId()),
                new UplinkConfig(address, WINDOW, RESEND_AFTER))
            .withCoap(CoapConfig.loopback().withPort(port));
    boolean speaksMqtt =
        gateway.getDevicesList().stream().anyMatch(device -> device.getDomain() != Domain.AIR);
    return speaksMqtt
        ? config.withLocalBroker(
            new LocalBrokerConfig(
                address,
                List.of(
                    new TopicMapping(local + "/tele/+/SENSOR", Format.TASMOTA, DEVICE_LEVEL),
                    new TopicMapping(local + "/tele/+/STATE", Format.TASMOTA, DEVICE_LEVEL),
                    new TopicMapping(local + "/tele/+/LWT", Format.TASMOTA, DEVICE_LEVEL),
                    new TopicMapping(local + "/pulso/+", Format.PULSO, DEVICE_LEVEL))))
        : config;
  }

  /** Where devices post, by gateway. */
  Map<String, URI> coapUris() {
    Map<String, URI> uris = new TreeMap<>();
    agents.forEach(
        (id, agent) ->
            uris.put(id, URI.create("coap://127.0.0.1:" + agent.coapAddress().getPort())));
    return uris;
  }

  List<AgentStatus> statuses() {
    return agents.values().stream().map(EdgeAgent::status).toList();
  }

  /** Whether every gateway is connected and knows its devices. */
  boolean ready() {
    return statuses().stream()
        .allMatch(
            each ->
                each.uplinkConnected()
                    && each.devicesKnown() == expected.getOrDefault(each.gateway(), 0));
  }

  int size() {
    return agents.size();
  }

  @Override
  public void close() {
    List<Thread> closing = new ArrayList<>();
    agents.forEach(
        (id, agent) -> {
          Thread thread = new Thread(() -> close(id, agent), "close-" + id);
          thread.start();
          closing.add(thread);
        });
    for (Thread thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void close(String id, EdgeAgent agent) {
    try {
      agent.close();
    } catch (RuntimeException e) {
      LOG.warn("gateway {} did not stop cleanly", id, e);
    }
  }
}
