package city.pulso.flink.mqtt.reader;

import java.util.Collection;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;

/** Gauges over all subscribers of a reader; asked for on a metrics thread. */
final class ReaderMetrics {
  private ReaderMetrics() {}

  static void register(SourceReaderMetricGroup group, Collection<Subscription> subscriptions) {
    group.setPendingRecordsGauge(
        () -> subscriptions.stream().mapToLong(s -> s.inbox().size()).sum());
    sum(group, "unacknowledged", subscriptions, s -> s.subscriber().unacknowledged());
    sum(group, "connected", subscriptions, s -> s.subscriber().connected() ? 1 : 0);
    sum(group, "reconnects", subscriptions, s -> s.subscriber().reconnects());
    sum(group, "droppedQos0", subscriptions, s -> s.inbox().dropped());
  }

  private static void sum(
      MetricGroup group,
      String name,
      Collection<Subscription> subscriptions,
      ToLongFunction<Subscription> value) {
    group.<Long, Gauge<Long>>gauge(name, () -> subscriptions.stream().mapToLong(value).sum());
  }
}
