package city.pulso.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the times the configuration was read again. Threads: any. */
final class ReloadLog {
  private final Counter taken;
  private final Counter refused;
  private volatile String problem = "";

  ReloadLog(MeterRegistry registry) {
    this.taken = counter(registry, "taken");
    this.refused = counter(registry, "refused");
    Gauge.builder("pulso.edge.config.current", this, log -> log.problem.isEmpty() ? 1 : 0)
        .description("0 = the configuration was read again and refused, what held before holds")
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String result) {
    return Counter.builder("pulso.edge.config.reloads")
        .description("times the configuration was read again, by what became of it")
        .tag("result", result)
        .register(registry);
  }

  /** Why the last one was refused; empty: it was not. */
  String problem() {
    return problem;
  }

  void taken() {
    problem = "";
    taken.increment();
  }

  void refused(String why) {
    problem = why;
    refused.increment();
  }
}
