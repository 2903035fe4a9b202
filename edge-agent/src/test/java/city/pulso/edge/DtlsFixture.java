package city.pulso.edge;

import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.CoapCredentials;
import city.pulso.edge.coap.CoapSender;
import city.pulso.edge.coap.DtlsConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/** An agent with DTLS, a keys file, and devices that know their keys. */
public final class DtlsFixture {
  public static final String AIR_IDENTITY = "air-key";
  public static final String AIR_KEY = "6e6f742d612d7265616c2d6b65792121";
  static final String PLUG_IDENTITY = "plug-key";
  public static final String PLUG_KEY = "ffeeddccbbaa99887766554433221100";

  private DtlsFixture() {}

  static Path keys(Path directory) throws IOException {
    return ownersAlone(
        directory.resolve("keys.yaml"),
        """
        psk:
          - identity: %s
            key: %s
            devices: [%s]
          - identity: %s
            key: %s
            devices: [%s]
        x509:
          - subject: CN=bay-12,O=Lima
            devices: [%s]
        """
            .formatted(
                AIR_IDENTITY,
                AIR_KEY,
                AgentFixture.AIR,
                PLUG_IDENTITY,
                PLUG_KEY,
                AgentFixture.PLUG,
                AgentFixture.BAY));
  }

  public static Path ownersAlone(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  public static EdgeAgentConfig config(Path directory) throws IOException {
    Path agent = directory.resolve("agent");
    AgentFixture.leaveRegistryCopy(agent);
    return AgentFixture.offline(agent)
        .withCoap(CoapConfig.loopback().withDtls(DtlsConfig.psk(keys(directory))));
  }

  public static EdgeAgent start(EdgeAgentConfig config) throws IOException {
    return EdgeAgent.start(config, Clock.systemUTC());
  }

  /** The same agent, at the port it had. */
  static EdgeAgentConfig again(EdgeAgentConfig config, EdgeAgent before) {
    DtlsConfig dtls = java.util.Objects.requireNonNull(config.coap().dtls());
    int port = before.coapsAddress().orElseThrow().getPort();
    return config.withCoap(
        config
            .coap()
            .withDtls(
                new DtlsConfig(
                    port,
                    dtls.keysFile(),
                    dtls.certificate(),
                    dtls.maxConnections(),
                    dtls.maxHandshakes())));
  }

  static CoapCredentials.Psk psk(String identity, String key) {
    return CoapCredentials.Psk.of(identity, HexFormat.of().parseHex(key));
  }

  static CoapSender device(String identity, String key) throws IOException {
    return CoapSender.open(psk(identity, key));
  }

  public static URI uri(EdgeAgent agent) {
    return uri(agent.coapsAddress().orElseThrow().getPort());
  }

  static URI uri(int port) {
    return URI.create("coaps://127.0.0.1:" + port + "/t");
  }

  /** What is answered when a device sends one reading of some device. */
  static Optional<CoapSender.Answer> send(CoapSender sender, URI to, String device)
      throws IOException {
    return send(sender, to, device, Duration.ofSeconds(60));
  }

  static Optional<CoapSender.Answer> send(
      CoapSender sender, URI to, String device, Duration patience) throws IOException {
    String name = device.equals(AgentFixture.PLUG) ? "power" : "temp";
    byte[] pack =
        ("[{\"bn\":\"" + device + ":\",\"n\":\"" + name + "\",\"v\":18.5}]")
            .getBytes(StandardCharsets.UTF_8);
    return sender.send(to, 110, pack, patience);
  }

  /** A device's own reading is answered 2.04. */
  static boolean isLetIn(CoapSender sender, URI to) throws IOException {
    return send(sender, to, AgentFixture.AIR, Duration.ofSeconds(60))
        .filter(CoapSender.Answer::success)
        .isPresent();
  }

  /** No answer for a second, or no session at all. */
  static boolean hearsNothing(CoapSender sender, URI to) {
    try {
      return send(sender, to, AgentFixture.AIR, Duration.ofSeconds(1)).isEmpty();
    } catch (IOException e) {
      return true; // the handshake failed
    }
  }
}
