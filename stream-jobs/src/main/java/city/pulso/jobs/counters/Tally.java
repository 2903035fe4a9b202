package city.pulso.jobs.counters;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.Counter;

/**
 * One count, readable in two places: as a Flink metric of the operator, and as an accumulator of
 * the job ({@code JobClient.getAccumulators()}), summed over subtasks since the job's last start.
 */
public final class Tally {
  private final Counter metric;
  private final LongCounter accumulator;

  private Tally(Counter metric, LongCounter accumulator) {
    this.metric = metric;
    this.accumulator = accumulator;
  }

  /**
   * @param name the name of both, for example {@code dead-letters}; unique in the operator
   */
  public static Tally of(RuntimeContext context, String name) {
    return new Tally(context.getMetricGroup().counter(name), context.getLongCounter(name));
  }

  public void increment() {
    add(1);
  }

  public void add(long count) {
    metric.inc(count);
    accumulator.add(count);
  }
}
