package city.pulso.standalone.flink;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink's Prometheus reporter on 127.0.0.1: its own server listens on every address of the machine
 * and offers no choice.
 *
 * <p>A port that is taken costs the metrics of this process, not the job: it is said in the log.
 */
final class LoopbackPrometheus extends AbstractPrometheusReporter {
  private static final Logger LOG = LoggerFactory.getLogger(LoopbackPrometheus.class);

  private final int port;
  private @Nullable HTTPServer server;

  LoopbackPrometheus(int port) {
    this.port = port;
  }

  @Override
  public void open(MetricConfig config) {
    // As they are: a histogram's last bucket is labelled le="+Inf".
    config.setProperty("filterLabelValueCharacters", "false");
    super.open(config);
    try {
      server =
          new HTTPServer(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port), registry(), true);
    } catch (IOException e) {
      LOG.warn("no metrics for Prometheus: port {} cannot be used", port, e);
    }
  }

  @Override
  public void close() {
    HTTPServer listening = server;
    if (listening != null) {
      listening.stop();
    }
    super.close();
  }

  /** Flink keeps it to its own package. */
  private CollectorRegistry registry() {
    try {
      Field registry = AbstractPrometheusReporter.class.getDeclaredField("registry");
      registry.setAccessible(true);
      return (CollectorRegistry) registry.get(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Flink's reporter is another", e);
    }
  }
}
