package city.pulso.flink.mqtt.broker;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * HiveMQ CE in this JVM, on a free port, all in memory: a restart is a broker that lost its disk.
 */
public final class TestBroker implements Broker {
  private static final int FIRST_PORT = 20_000;
  private static final int FIRST_HANDED_OUT = 32_768; // by Linux, unless told otherwise

  private final Path directory;
  private final int port;
  private final boolean tls;
  private EmbeddedHiveMQ broker;

  private TestBroker(Path directory, int port, boolean tls) {
    this.directory = directory;
    this.port = port;
    this.tls = tls;
  }

  public static TestBroker start(Path directory) throws Exception {
    var started = later(directory);
    started.start();
    return started;
  }

  /** Not started yet, but its address is known. */
  public static TestBroker later(Path directory) throws IOException {
    return new TestBroker(directory, freePort(), false);
  }

  /**
   * With TLS only, demanding a client certificate. Its own is in {@code broker.p12}, the authority
   * it trusts in {@code trusted.p12}, both in the directory and read at every start.
   */
  public static TestBroker startWithTls(Path directory) throws Exception {
    var started = new TestBroker(directory, freePort(), true);
    started.start();
    return started;
  }

  /**
   * A port nobody listens on at the moment, below those that the system hands out: no connection
   * takes it while its broker is away, not even one that tries to reach the broker.
   */
  public static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_HANDED_OUT);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // the next one, then
      }
    }
  }

  @Override
  public MqttConnectionOptions connection() {
    return MqttConnectionOptions.of((tls ? "mqtts" : "mqtt") + "://127.0.0.1:" + port);
  }

  @Override
  public void start() throws Exception {
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(configuration.resolve("config.xml"), configuration());
    InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = 65_535;
    InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(4);
    InternalConfigurations.JMX_REPORTER_ENABLED.set(false);
    InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0); // nothing to write
    broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(Files.createDirectories(directory.resolve("data")))
            .withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")))
            .withoutLoggingBootstrap()
            .build();
    broker.start().get(180, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    broker.stop().get(120, TimeUnit.SECONDS);
  }

  /** Without waiting for the two seconds in which its network threads expect nothing any more. */
  @Override
  public void close() {
    if (broker != null) {
      var unused = broker.stop();
    }
  }

  private String configuration() {
    return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            %s
          </listeners>
          <mqtt>
            <queued-messages><max-queue-size>1000000</max-queue-size></queued-messages>
          </mqtt>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(tls ? tlsListener() : plainListener());
  }

  private String plainListener() {
    return "<tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>"
        .formatted(port);
  }

  private String tlsListener() {
    return """
        <tls-tcp-listener>
          <port>%1$d</port>
          <bind-address>127.0.0.1</bind-address>
          <tls>
            <keystore>
              <path>%2$s/broker.p12</path>
              <password>%3$s</password>
              <private-key-password>%3$s</private-key-password>
            </keystore>
            <client-authentication-mode>REQUIRED</client-authentication-mode>
            <truststore>
              <path>%2$s/trusted.p12</path>
              <password>%3$s</password>
            </truststore>
          </tls>
        </tls-tcp-listener>
        """
        .formatted(port, directory, TestCertificates.PASSWORD);
  }
}
