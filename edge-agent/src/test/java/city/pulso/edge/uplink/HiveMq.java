package city.pulso.edge.uplink;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** HiveMQ CE in this JVM, in memory. */
final class HiveMq implements AutoCloseable {
  private final EmbeddedHiveMQ broker;
  private final int port;

  /**
   * @param tls further elements of its TLS listener; empty: it listens without TLS
   */
  HiveMq(Path directory, String tls) throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String kind = tls.isEmpty() ? "tcp-listener" : "tls-tcp-listener";
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(
        configuration.resolve("config.xml"),
        """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            <%s><port>%d</port><bind-address>127.0.0.1</bind-address>%s</%s>
          </listeners>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
            .formatted(kind, port, tls, kind));
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
    broker.start().get(60, TimeUnit.SECONDS);
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws Exception {
    broker.stop().get(60, TimeUnit.SECONDS);
    broker.close();
  }
}
