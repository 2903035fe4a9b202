package city.pulso.flink.mqtt.reader;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.testutils.MetricListener;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** What Flink gives a reader, as little as a test needs of it. */
final class ReaderHarness {
  private ReaderHarness() {}

  static class Context implements SourceReaderContext {
    private final MetricListener metrics = new MetricListener();
    private final SourceReaderMetricGroup group =
        InternalSourceReaderMetricGroup.mock(metrics.getMetricGroup());

    @Override
    public SourceReaderMetricGroup metricGroup() {
      return group;
    }

    long count(String name) {
      return metrics.getCounter(name).orElseThrow().getCount();
    }

    Object gauge(String name) {
      return metrics.getGauge(name).orElseThrow().getValue();
    }

    long errors() {
      return group.getNumRecordsInErrorsCounter().getCount();
    }

    @Override
    public Configuration getConfiguration() {
      return new Configuration();
    }

    @Override
    public String getLocalHostName() {
      return "here";
    }

    @Override
    public int getIndexOfSubtask() {
      return 0;
    }

    @Override
    public void sendSplitRequest() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
    }
  }

  static final class Output<T> implements ReaderOutput<T> {
    private final List<T> records = new ArrayList<>();
    private boolean idle;

    List<T> records() {
      return records;
    }

    boolean idle() {
      return idle;
    }

    @Override
    public void collect(T each) {
      records.add(each);
    }

    @Override
    public void collect(T each, long timestamp) {
      records.add(each);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }

    @Override
    public SourceOutput<T> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {}
  }
}
