package city.pulso.standalone.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HiveMQ Community Edition, listening on 127.0.0.1, with everything in memory.
 *
 * <p>Threads: {@link #start} and {@link #close} by one thread; {@link #dropped} by any.
 *
 * <p>The client queues are far larger than what the gateways' windows let out (window × gateways ×
 * domains), so nothing is dropped here while the receipts do their work; {@link #dropped} proves
 * it.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** Messages the broker keeps for one client; HiveMQ's own limit is 1,000 and then it drops. */
  static final int QUEUED_MESSAGES = 1_000_000;

  /** Unacknowledged messages towards one client, unless its own Receive Maximum is lower. */
  private static final int IN_FLIGHT = 65_535;

  private static final long START_SECONDS = 60;
  private static final long STOP_SECONDS = 8;

  private final EmbeddedHiveMQ broker;
  private final int port;

  private EmbeddedBroker(EmbeddedHiveMQ broker, int port) {
    this.broker = broker;
    this.port = port;
  }

  /**
   * Starts the broker and returns when it accepts connections.
   *
   * @param directory its configuration; written anew at each start
   * @param port TCP port on 127.0.0.1
   * @throws IOException if it cannot write its directory or does not come up within a minute
   */
  public static EmbeddedBroker start(Path directory, int port) throws IOException {
    Path configuration = Files.createDirectories(directory.resolve("conf"));
    Files.writeString(configuration.resolve("config.xml"), configuration(port));
    InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = IN_FLIGHT;
    InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(8);
    InternalConfigurations.JMX_REPORTER_ENABLED.set(false);
    // All in memory: no file waits for a last write, so stopping need not either (default 2 s).
    InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0);
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(Files.createDirectories(directory.resolve("data")))
            .withExtensionsFolder(Files.createDirectories(directory.resolve("extensions")))
            .withoutLoggingBootstrap()
            .build();
    Thread.UncaughtExceptionHandler ours = Thread.getDefaultUncaughtExceptionHandler();
    try {
      broker.start().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the broker was interrupted while starting", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the broker did not start on port " + port, e);
    } finally {
      // The broker puts a handler in place that logs and lives on: a main that fails must end.
      Thread.setDefaultUncaughtExceptionHandler(ours);
    }
    return new EmbeddedBroker(broker, port);
  }

  /** Where it listens, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Messages it has dropped since it was started, for whatever reason. Zero, or readings wait. */
  public long dropped() {
    var counter = broker.getMetricRegistry().getCounters().get("com.hivemq.messages.dropped.count");
    return counter == null ? 0 : counter.getCount();
  }

  /** Ends all connections. What was queued is gone. */
  @Override
  public void close() {
    try {
      broker.stop().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the broker did not stop", e);
    }
  }

  private static String configuration(int port) {
    return """
        <?xml version="1.0"?>
        <!-- Written by pulso at every start: changes are lost. -->
        <hivemq>
          <listeners>
            <tcp-listener>
              <port>%d</port>
              <bind-address>127.0.0.1</bind-address>
            </tcp-listener>
          </listeners>
          <mqtt>
            <queued-messages>
              <max-queue-size>%d</max-queue-size>
              <strategy>discard</strategy>
            </queued-messages>
            <receive-maximum>
              <server-receive-maximum>1000</server-receive-maximum>
            </receive-maximum>
          </mqtt>
          <persistence>
            <mode>in-memory</mode>
          </persistence>
          <anonymous-usage-statistics>
            <enabled>false</enabled>
          </anonymous-usage-statistics>
        </hivemq>
        """
        .formatted(port, QUEUED_MESSAGES);
  }
}
