package city.pulso.flink.mqtt.broker;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * HiveMQ CE in this JVM, on a free port, all in memory: a restart is a broker that lost its disk.
 */
public final class TestBroker implements Broker {
  private final Path directory;
  private final int port;
  private EmbeddedHiveMQ broker;

  private TestBroker(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  public static TestBroker start(Path directory) throws Exception {
    var started = new TestBroker(directory, freePort());
    started.start();
    return started;
  }

  /** A port nobody listens on at the moment. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public MqttConnectionOptions connection() {
    return MqttConnectionOptions.of("mqtt://127.0.0.1:" + port);
  }

  @Override
  public void start() throws Exception {
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(configuration.resolve("config.xml"), configuration());
    InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = 65_535;
    InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(4);
    InternalConfigurations.JMX_REPORTER_ENABLED.set(false);
    broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(Files.createDirectories(directory.resolve("data")))
            .withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")))
            .withoutLoggingBootstrap()
            .build();
    broker.start().get(60, TimeUnit.SECONDS);
  }

  @Override
  public void stop() throws Exception {
    broker.stop().get(30, TimeUnit.SECONDS);
  }

  private String configuration() {
    return """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
          </listeners>
          <mqtt>
            <queued-messages><max-queue-size>1000000</max-queue-size></queued-messages>
          </mqtt>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(port);
  }
}
