package city.pulso.edge;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.ConfigException;
import city.pulso.edge.config.YamlSection;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.edge.uplink.UplinkConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file: {@code config/sample.yaml} shows every key.
 *
 * @param gateways one agent each
 * @param metrics where {@code /metrics} is served; null: nowhere
 */
public record AgentsFile(List<EdgeAgentConfig> gateways, @Nullable InetSocketAddress metrics) {
  private static final int COAP_PORT = 5683;
  private static final int METRICS_PORT = 9464;

  public AgentsFile {
    gateways = List.copyOf(gateways);
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read
   * @throws ConfigException naming every problem with key path and line
   */
  public static AgentsFile read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** Reads a file's text. See {@link #read}. */
  static AgentsFile parse(String text) {
    YamlSection root = YamlSection.parse(text);
    List<EdgeAgentConfig> gateways = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlSection> entries = root.sections("gateways");
    if (entries.isEmpty()) {
      root.problem("gateways", "nothing", "a list with at least one gateway");
    }
    for (YamlSection entry : entries) {
      agent(entry)
          .ifPresent(
              agent -> {
                if (!names.add(agent.gateway())) {
                  entry.problem("gateway", agent.gateway(), "each gateway once");
                }
                gateways.add(agent);
              });
    }
    InetSocketAddress metrics = null;
    if (root.has("metrics")) {
      YamlSection section = root.section("metrics");
      String host = section.text("host").orElse("127.0.0.1");
      int port = section.integer("port", METRICS_PORT);
      metrics = section.make(() -> new InetSocketAddress(host, port)).orElse(null);
    }
    root.finish();
    return new AgentsFile(gateways, metrics);
  }

  private static Optional<EdgeAgentConfig> agent(YamlSection at) {
    String gateway = at.required("gateway", "the gateway's registry id");
    String directory = at.required("directory", "a directory of the agent's own");
    Duration heartbeat = at.duration("heartbeat-every", Duration.ofSeconds(30));
    Optional<CoapConfig> coap = coap(at.section("coap"));
    LocalBrokerConfig local =
        at.has("local-broker") ? local(at.section("local-broker")).orElse(null) : null;
    Optional<UplinkConfig> uplink = uplink(at.section("uplink"));
    Optional<SpoolConfig> spool = spool(at.section("spool"));
    if (coap.isEmpty() || uplink.isEmpty() || spool.isEmpty() || gateway.isEmpty()) {
      return Optional.empty();
    }
    return at.make(
        () ->
            new EdgeAgentConfig(
                gateway,
                Path.of(directory),
                coap.get(),
                local,
                uplink.get(),
                spool.get(),
                heartbeat));
  }

  private static Optional<CoapConfig> coap(YamlSection at) {
    CoapConfig defaults = CoapConfig.loopback();
    String host = at.text("host").orElse(defaults.host());
    int port = at.integer("port", COAP_PORT);
    int maxPayload = at.integer("max-payload", defaults.maxPayload());
    return at.make(() -> new CoapConfig(host, port, maxPayload));
  }

  private static Optional<BrokerAddress> broker(YamlSection at) {
    String uri = at.required("uri", "mqtt://host:port or mqtts://host:port");
    String username = at.text("username").orElse(null);
    Path passwordFile = at.text("password-file").map(Path::of).orElse(null);
    return uri.isEmpty()
        ? Optional.empty()
        : at.make(() -> new BrokerAddress(URI.create(uri), username, passwordFile));
  }

  private static Optional<LocalBrokerConfig> local(YamlSection at) {
    Optional<BrokerAddress> broker = broker(at);
    int maxPayload = at.integer("max-payload", 16384);
    List<TopicMapping> topics = new ArrayList<>();
    for (YamlSection topic : at.sections("topics")) {
      topic(topic).ifPresent(topics::add);
    }
    return broker.flatMap(
        address -> at.make(() -> new LocalBrokerConfig(address, topics, maxPayload)));
  }

  private static Optional<TopicMapping> topic(YamlSection at) {
    String filter = at.required("filter", "a Topic Filter");
    String label = at.required("format", Format.labels());
    int level = at.integer("device-level", 0);
    Optional<Format> format = Format.labelled(label);
    if (format.isEmpty() && !label.isEmpty()) {
      at.problem("format", label, "one of " + Format.labels());
    }
    return format.flatMap(known -> at.make(() -> new TopicMapping(filter, known, level)));
  }

  private static Optional<UplinkConfig> uplink(YamlSection at) {
    Optional<BrokerAddress> broker = broker(at);
    int window = at.integer("window", 64);
    Duration resendAfter = at.duration("resend-after", Duration.ofSeconds(30));
    return broker.flatMap(address -> at.make(() -> new UplinkConfig(address, window, resendAfter)));
  }

  private static Optional<SpoolConfig> spool(YamlSection at) {
    SpoolConfig defaults = SpoolConfig.defaults();
    long maxBytes = at.whole("max-bytes", defaults.maxBytes());
    Duration linger = at.duration("linger", defaults.linger());
    return at.make(() -> new SpoolConfig(maxBytes, linger, true));
  }
}
