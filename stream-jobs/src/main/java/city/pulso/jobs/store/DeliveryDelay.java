package city.pulso.jobs.store;

import city.pulso.flink.influxdb.WriteObserver;
import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * Measures how long readings took from their device to the store: from their own time to the
 * store's answer, by the city's clock. As a metric: cumulative counters {@code
 * stored_delay_seconds_bucket} with labels {@code domain} and {@code le}, as Prometheus knows
 * histograms. In the store: a point of {@link Measurements#DELIVERY_DELAY} at each checkpoint.
 *
 * <p>What a failover writes again is counted again.
 */
public final class DeliveryDelay implements WriteObserver<StoredPoint> {
  private static final long serialVersionUID = 1L;
  private static final Set<String> RAW =
      Stream.of(
              Measurements.AIR_RAW,
              Measurements.PARKING_RAW,
              Measurements.PLUG_RAW,
              Measurements.GENERIC_RAW)
          .map(Measurement::name)
          .collect(Collectors.toUnmodifiableSet());

  private final String domain;
  private final Clock clock;

  /**
   * @param domain as in topics
   * @param clock the city's; serializable
   */
  public DeliveryDelay(String domain, Clock clock) {
    this.domain = domain;
    this.clock = clock;
  }

  @Override
  public Observation<StoredPoint> start(WriterInitContext context) {
    return new Delays(
        domain, context.getTaskInfo().getIndexOfThisSubtask(), clock, context.metricGroup());
  }

  /** Of one subtask; counted on the threads that write, reported on the task thread. */
  static final class Delays implements Observation<StoredPoint> {
    private static final List<Measurement.Field> FIELDS = Measurements.DELIVERY_DELAY.fields();

    private final String domain;
    private final String part;
    private final Clock clock;
    private final Counter[] cumulative = new Counter[DelayHistogram.BOUNDS_MS.length + 1];
    private final DelayHistogram histogram = new DelayHistogram();
    private long lastMs = Long.MIN_VALUE;

    Delays(String domain, int subtask, Clock clock, MetricGroup metrics) {
      this.domain = domain;
      this.part = Integer.toString(subtask);
      this.clock = clock;
      MetricGroup ofDomain = metrics.addGroup("domain", domain);
      for (int i = 0; i < cumulative.length; i++) {
        String bound =
            i < DelayHistogram.BOUNDS_MS.length
                ? Long.toString(DelayHistogram.BOUNDS_MS[i] / 1000)
                : "+Inf";
        cumulative[i] = ofDomain.addGroup("le", bound).counter("stored_delay_seconds_bucket");
      }
    }

    @Override
    public long note(StoredPoint point) {
      return RAW.contains(point.measurement().name()) ? point.timeMs() : NONE;
    }

    @Override
    public synchronized void answered(long[] observedMs, int count) {
      long nowMs = clock.millis();
      for (int i = 0; i < count; i++) {
        for (int at = histogram.add(nowMs - observedMs[i]); at < cumulative.length; at++) {
          cumulative[at].inc();
        }
      }
    }

    @Override
    public synchronized void report(Consumer<StoredPoint> out) {
      if (histogram.total() == 0) {
        return;
      }
      lastMs = Math.max(lastMs + 1, clock.millis()); // never the same point twice
      StoredPoint.Builder point =
          StoredPoint.of(Measurements.DELIVERY_DELAY, lastMs)
              .tag("domain", domain)
              .tag("part", part)
              .whole("readings", histogram.total())
              .real("p50_ms", histogram.percentileMs(0.50))
              .real("p95_ms", histogram.percentileMs(0.95))
              .real("p99_ms", histogram.percentileMs(0.99))
              .whole("longest_ms", histogram.longestMs());
      for (int i = 0; i < cumulative.length; i++) {
        point.whole(FIELDS.get(1 + i).name(), histogram.count(i));
      }
      out.accept(point.build());
      histogram.clear();
    }
  }
}
