package city.pulso.flink.mqtt.broker;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Debian's Mosquitto as a process of its own, with a disk: a restart keeps its sessions. */
public final class MosquittoBroker implements Broker {
  private final Path configuration;
  private final int port;
  private final boolean tls;
  private Process process;

  private MosquittoBroker(Path configuration, int port, boolean tls) {
    this.configuration = configuration;
    this.port = port;
    this.tls = tls;
  }

  /** The program, empty if it is not installed. */
  public static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Stream.of(path.split(":"))
        .map(directory -> Path.of(directory, "mosquitto"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param settings further lines of its configuration
   */
  public static MosquittoBroker start(Path directory, String settings) throws Exception {
    return start(directory, settings, false);
  }

  /** Demands a certificate of this authority, a user name and a password. */
  public static MosquittoBroker startWithTls(
      Path directory, TestCertificates authority, String user, String password) throws Exception {
    Path passwords = Files.writeString(directory.resolve("passwords"), user + ":" + password);
    new ProcessBuilder("mosquitto_passwd", "-U", passwords.toString()).start().waitFor();
    String settings =
        """
        cafile %1$s/ca.pem
        certfile %1$s/broker.pem
        keyfile %1$s/broker.key
        require_certificate true
        allow_anonymous false
        password_file %2$s
        """
            .formatted(directory, passwords);
    writeCertificates(directory, authority, authority.issue("mosquitto"));
    return start(directory, settings, true);
  }

  /** What it shows and whom it trusts from its next start on. */
  public void use(TestCertificates authority, TestCertificates.Identity identity)
      throws IOException {
    writeCertificates(configuration.getParent(), authority, identity);
  }

  private static void writeCertificates(
      Path directory, TestCertificates authority, TestCertificates.Identity identity)
      throws IOException {
    authority.writeCertificate(directory.resolve("ca.pem"));
    identity.writeCertificate(directory.resolve("broker.pem"));
    identity.writeKey(directory.resolve("broker.key"));
  }

  private static MosquittoBroker start(Path directory, String settings, boolean tls)
      throws Exception {
    int port = TestBroker.freePort();
    String text =
        """
        listener %d 127.0.0.1
        persistence true
        persistence_location %s/
        max_queued_messages 0
        max_inflight_messages 0
        user root
        %s
        """
            .formatted(port, directory, settings);
    Path configuration = Files.writeString(directory.resolve("mosquitto.conf"), text);
    var broker = new MosquittoBroker(configuration, port, tls);
    broker.start();
    return broker;
  }

  @Override
  public MqttConnectionOptions connection() {
    return MqttConnectionOptions.of((tls ? "mqtts" : "mqtt") + "://127.0.0.1:" + port);
  }

  @Override
  public void start() throws Exception {
    process =
        new ProcessBuilder(program().orElseThrow().toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(configuration.resolveSibling("mosquitto.log").toFile())
            .start();
    Awaitility.await("mosquitto listens")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(this::listens);
  }

  /** Ends it as a service would: it saves its sessions. */
  @Override
  public void stop() throws Exception {
    process.destroy();
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** How many lines of its log since its last start hold this text. */
  public long logged(String text) throws IOException {
    try (var lines = Files.lines(configuration.resolveSibling("mosquitto.log"))) {
      return lines.filter(line -> line.contains(text)).count();
    }
  }

  private boolean listens() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }
}
