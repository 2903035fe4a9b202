package city.pulso.edge;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.DirectoryConfig;
import city.pulso.edge.coap.DtlsConfig;
import city.pulso.edge.config.AgentAddress;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.ConfigException;
import city.pulso.edge.config.TlsFiles;
import city.pulso.edge.config.UplinkAddress;
import city.pulso.edge.config.YamlSection;
import city.pulso.edge.decode.Format;
import city.pulso.edge.mqtt.LocalBrokerConfig;
import city.pulso.edge.mqtt.TopicMapping;
import city.pulso.edge.relay.RelayConfig;
import city.pulso.edge.spool.EvictionPolicy;
import city.pulso.edge.spool.SpoolBudget;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.edge.uplink.UplinkConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file: {@code config/sample.yaml} shows every key.
 *
 * @param gateways one agent each
 * @param metrics where {@code /metrics} is served; null: nowhere
 */
public record AgentsFile(List<EdgeAgentConfig> gateways, @Nullable InetSocketAddress metrics) {
  private static final String STAND_IN = "stand-in";
  private static final String BROKER = "mqtt://host:port or mqtts://host:port";
  private static final String ABOVE = BROKER + ", or an agent's coap:// or coaps://host:port";
  private static final int COAP_PORT = 5683;
  private static final int COAPS_PORT = 5684;
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
    try {
      return parse(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new ConfigException(List.of("no text: a configuration is YAML in UTF-8"));
    }
  }

  /** Reads a file's text. See {@link #read}. */
  static AgentsFile parse(String text) {
    return parse(YamlSection.parse(text));
  }

  static AgentsFile parse(YamlSection root) {
    List<EdgeAgentConfig> gateways = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    List<YamlSection> entries = root.sections("gateways");
    if (entries.isEmpty() && !root.isValue("gateways")) {
      root.problem("gateways", "", "a list with at least one gateway");
    }
    for (YamlSection entry : entries) {
      EdgeAgentConfig agent = agent(entry);
      CoapConfig coap = agent.coap();
      if (entry.has("gateway") && !agent.gateway().equals(STAND_IN)) {
        once(taken, entry, "gateway", agent.gateway(), "");
      }
      if (entry.has("directory")) {
        once(taken, entry, "directory", agent.directory().toString(), "");
      }
      if (coap.plain() && coap.port() > 0) {
        once(taken, entry.section("coap"), "port", String.valueOf(coap.port()), coap.host());
      }
      DtlsConfig dtls = coap.dtls();
      if (dtls != null && dtls.port() > 0) {
        YamlSection secure = entry.section("coap").section("dtls");
        once(taken, secure, "port", String.valueOf(dtls.port()), coap.host());
      }
      gateways.add(agent);
    }
    InetSocketAddress metrics = null;
    if (root.has("metrics")) {
      YamlSection section = root.section("metrics");
      String host = section.text("host").orElse("127.0.0.1");
      int port = section.integer("port", METRICS_PORT, 0, 65535);
      metrics = new InetSocketAddress(host, port);
    }
    root.finish();
    return new AgentsFile(gateways, metrics);
  }

  /**
   * Notes a problem when something above has the same, be it written or a default.
   *
   * @param host of a port; else empty
   */
  private static void once(
      Set<String> taken, YamlSection at, String key, String value, String host) {
    if (!value.isEmpty() && !taken.add(key + " " + host + " " + value)) {
      at.problem(key, value, "another: it is taken above");
    }
  }

  // What is missing or refused is noted and replaced by a stand-in, so that everything else is
  // checked too; the notes make finish() throw.

  private static EdgeAgentConfig agent(YamlSection at) {
    String gateway = at.required("gateway", "the gateway's registry id");
    String directory = at.required("directory", "a directory of the agent's own");
    Duration heartbeat = at.duration("heartbeat-every", Duration.ofSeconds(30));
    int rate = at.integer("max-device-rate", EdgeAgentConfig.DEVICE_RATE);
    CoapConfig coap = coap(at.section("coap"));
    LocalBrokerConfig local = at.has("local-broker") ? local(at.section("local-broker")) : null;
    UplinkConfig uplink = uplink(at.section("uplink"));
    SpoolConfig spool = spool(at.section("spool"));
    RelayConfig relay = relay(at.section("relay"));
    return at.make(
        () ->
            new EdgeAgentConfig(
                gateway.isEmpty() ? STAND_IN : gateway,
                Path.of(directory),
                coap,
                local,
                uplink,
                spool,
                heartbeat,
                rate,
                relay),
        EdgeAgentConfig.of(STAND_IN, Path.of(directory), uplink));
  }

  private static CoapConfig coap(YamlSection at) {
    CoapConfig defaults = CoapConfig.loopback();
    String host = at.text("host").orElse(defaults.host());
    int port = at.integer("port", COAP_PORT);
    int maxPayload = at.integer("max-payload", defaults.maxPayload());
    boolean plain = at.flag("plain", true);
    DtlsConfig dtls = at.has("dtls") ? dtls(at.section("dtls")) : null;
    DirectoryConfig directory =
        at.has("resource-directory") ? directory(at.section("resource-directory")) : null;
    return at.make(() -> new CoapConfig(host, port, maxPayload, plain, dtls, directory), defaults);
  }

  private static DirectoryConfig directory(YamlSection at) {
    DirectoryConfig standIn =
        new DirectoryConfig(URI.create("coap://127.0.0.1"), Duration.ofHours(1));
    String accepted = "coap://host:port";
    String uri = at.required("uri", accepted);
    Duration lifetime = at.duration("lifetime", standIn.lifetime());
    if (uri.isEmpty()) {
      return standIn;
    }
    try {
      URI parsed = new URI(uri);
      return at.make(() -> new DirectoryConfig(parsed, lifetime), standIn);
    } catch (URISyntaxException e) {
      at.problem("uri", uri, accepted);
      return standIn;
    }
  }

  private static DtlsConfig dtls(YamlSection at) {
    int port = at.integer("port", COAPS_PORT);
    Path keys = Path.of(at.required("keys-file", "a file like config/keys.sample.yaml, chmod 600"));
    DtlsConfig.Certificate certificate =
        at.has("certificate") ? certificate(at.section("certificate")) : null;
    DtlsConfig defaults = DtlsConfig.psk(keys);
    int connections = at.integer("max-connections", defaults.maxConnections());
    int handshakes = at.integer("max-handshakes", defaults.maxHandshakes());
    return at.make(
        () -> new DtlsConfig(port, keys, certificate, connections, handshakes), defaults);
  }

  private static DtlsConfig.Certificate certificate(YamlSection at) {
    return new DtlsConfig.Certificate(
        Path.of(at.required("chain", "a PEM file with the gateway's certificate first")),
        Path.of(at.required("private-key", "a PEM file, chmod 600")),
        Path.of(at.required("trust", "a PEM file with the certificates that sign devices'")));
  }

  private static BrokerAddress broker(YamlSection at, String accepted) {
    BrokerAddress standIn = BrokerAddress.of("mqtt://127.0.0.1");
    String uri = at.required("uri", accepted);
    String username = at.text("username").orElse(null);
    Path passwordFile = at.text("password-file").map(Path::of).orElse(null);
    TlsFiles tls = tls(at);
    URI address = standIn.uri();
    if (!uri.isEmpty()) {
      try {
        URI given = new URI(uri);
        if (uri.matches("mqtts?:.*")) {
          address = given;
        } else {
          at.problem("uri", uri, accepted);
        }
      } catch (URISyntaxException e) {
        at.problem("uri", uri, accepted);
      }
    }
    URI parsed = address;
    return at.make(() -> new BrokerAddress(parsed, username, passwordFile, tls), standIn);
  }

  private static LocalBrokerConfig local(YamlSection at) {
    BrokerAddress broker = broker(at, BROKER);
    int maxPayload = at.integer("max-payload", 16384);
    List<TopicMapping> topics = new ArrayList<>();
    Set<String> filters = new HashSet<>();
    for (YamlSection topic : at.sections("topics")) {
      TopicMapping mapping = topic(topic);
      if (topic.has("filter") && !filters.add(mapping.filter())) {
        topic.problem("filter", mapping.filter(), "each filter once");
      }
      topics.add(mapping);
    }
    return at.make(
        () -> new LocalBrokerConfig(broker, topics, maxPayload),
        new LocalBrokerConfig(broker, List.of(new TopicMapping("#", Format.PULSO, 0))));
  }

  private static TopicMapping topic(YamlSection at) {
    String filter = at.required("filter", "a Topic Filter");
    Format format =
        at.requiredOneOf("format", Format.all()).flatMap(Format::labelled).orElse(Format.PULSO);
    int level = at.integer("device-level", 0);
    return at.make(
        () -> new TopicMapping(filter.isEmpty() ? "#" : filter, format, level),
        new TopicMapping("#", format, 0));
  }

  private static RelayConfig relay(YamlSection at) {
    List<String> gateways = at.texts("gateways");
    long maxBytes = at.whole("max-bytes", 64L << 20);
    return at.make(() -> new RelayConfig(new HashSet<>(gateways), maxBytes), RelayConfig.none());
  }

  /** The scheme decides: a broker or another agent. */
  private static UplinkAddress destination(YamlSection at) {
    String given = at.text("uri").orElse("");
    if (!given.startsWith("coap")) {
      return broker(at, ABOVE);
    }
    AgentAddress standIn = AgentAddress.of("coap://127.0.0.1");
    String identity = at.text("identity").orElse(null);
    Path keyFile = at.text("key-file").map(Path::of).orElse(null);
    TlsFiles tls = tls(at);
    try {
      URI uri = new URI(at.text("uri").orElse(""));
      return at.make(() -> new AgentAddress(uri, identity, keyFile, tls), standIn);
    } catch (URISyntaxException e) {
      at.problem("uri", at.text("uri").orElse(""), "coap://host:port or coaps://host:port");
      return standIn;
    }
  }

  private static TlsFiles tls(YamlSection at) {
    Path ca = at.text("ca-file").map(Path::of).orElse(null);
    Path certificate = at.text("client-certificate").map(Path::of).orElse(null);
    Path key = at.text("client-key").map(Path::of).orElse(null);
    return at.make(() -> new TlsFiles(ca, certificate, key), TlsFiles.DEFAULT);
  }

  private static UplinkConfig uplink(YamlSection at) {
    UplinkAddress to = destination(at);
    int window = at.integer("window", 64);
    Duration resendAfter = at.duration("resend-after", Duration.ofSeconds(30));
    long bytesPerSecond = at.whole("bytes-per-second", 0);
    return at.make(
        () -> new UplinkConfig(to, window, resendAfter, bytesPerSecond),
        new UplinkConfig(to, 64, Duration.ofSeconds(30)));
  }

  private static SpoolConfig spool(YamlSection at) {
    SpoolConfig defaults = SpoolConfig.defaults();
    long maxBytes = at.whole("max-bytes", defaults.maxBytes());
    Duration linger = at.duration("linger", defaults.linger());
    SpoolBudget budget = budget(at.section("budget"));
    EvictionPolicy evict =
        at.oneOf("evict", EvictionPolicy.all())
            .flatMap(EvictionPolicy::labelled)
            .orElse(defaults.evict());
    return at.make(() -> new SpoolConfig(maxBytes, linger, true, budget, evict), defaults);
  }

  private static SpoolBudget budget(YamlSection at) {
    SpoolBudget defaults = SpoolBudget.defaults();
    int air = at.integer("air", defaults.air());
    int parking = at.integer("parking", defaults.parking());
    int homes = at.integer("homes", defaults.homes());
    return at.make(() -> new SpoolBudget(air, parking, homes), defaults);
  }
}
