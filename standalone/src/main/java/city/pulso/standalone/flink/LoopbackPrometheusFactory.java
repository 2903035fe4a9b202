package city.pulso.standalone.flink;

import java.util.Properties;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Makes a {@link LoopbackPrometheus}; option {@code port}, by default 9249. */
public final class LoopbackPrometheusFactory implements MetricReporterFactory {
  private static final String DEFAULT_PORT = "9249";

  @Override
  public MetricReporter createMetricReporter(Properties properties) {
    return new LoopbackPrometheus(Integer.parseInt(properties.getProperty("port", DEFAULT_PORT)));
  }
}
