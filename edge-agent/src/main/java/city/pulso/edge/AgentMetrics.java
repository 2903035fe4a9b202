package city.pulso.edge;

import city.pulso.edge.intake.Refusal;
import city.pulso.edge.relay.RelayRefusal;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Names of the agent's metrics; README.md lists them. */
final class AgentMetrics {
  private AgentMetrics() {}

  static void bind(MeterRegistry registry, EdgeAgent agent) {
    Binder binder = new Binder(registry, agent);
    for (Map.Entry<String, ToDoubleFunction<EdgeAgent>> rare : agent.rareCounts().entrySet()) {
      FunctionCounter.builder("pulso.edge." + rare.getKey(), agent, rare.getValue())
          .description(rare.getKey().replace('.', ' '))
          .tags("gateway", agent.gateway())
          .register(registry);
    }
    binder.counter(
        "readings.accepted", "readings on disk and acknowledged", s -> s.acceptedReadings());
    binder.counter(
        "readings.evicted", "readings given up for want of disk", s -> s.evictedReadings());
    binder.counter(
        "readings.salvaged", "readings taken over from damaged spools", s -> s.salvagedReadings());
    binder.counter(
        "spool.failures", "times that the disk failed to store something", s -> s.spoolFailures());
    binder.counter("spool.set.aside", "damaged spools set aside", s -> s.spoolsSetAside());
    binder.gauge("spool.storing", "1 = can store", s -> s.spoolProblem().isEmpty() ? 1 : 0);
    binder.gauge("spool.full.domains", "domains that are refused", s -> s.fullDomains().size());
    binder.counter("batches.sent", "batches sent for the first time", s -> s.sentBatches());
    binder.counter("batches.resent", "batches sent again", s -> s.resentBatches());
    binder.counter("batches.receipted", "batches deleted by a receipt", s -> s.receiptedBatches());
    binder.gauge("spool.batches", "batches without a receipt", s -> s.spooledBatches());
    binder.gauge("spool.readings", "readings without a receipt", s -> s.spooledReadings());
    binder.gauge("spool.bytes", "bytes without a receipt", s -> s.spooledBytes());
    binder.gauge("uplink.in.flight", "batches sent, not receipted", s -> s.inFlight());
    binder.gauge("uplink.connected", "1 = connected", s -> s.uplinkConnected() ? 1 : 0);
    binder.gauge("devices.known", "devices in the registry entry", s -> s.devicesKnown());
    Gauge.builder("pulso.edge.relay.bytes", agent, EdgeAgent::relayBytes)
        .description("bytes of other gateways' batches")
        .tags("gateway", agent.gateway())
        .register(registry);
    for (RelayRefusal.Reason reason : RelayRefusal.Reason.values()) {
      FunctionCounter.builder("pulso.edge.relay.refused", agent, a -> a.relayRefused(reason))
          .description("requests of other agents refused, by reason")
          .tags(Tags.of("gateway", agent.gateway(), "reason", reason.label()))
          .register(registry);
    }
    for (Refusal.Reason reason : Refusal.Reason.values()) {
      String label = reason.label();
      FunctionCounter.builder(
              "pulso.edge.messages.refused",
              agent,
              a -> a.status().refusedMessages().getOrDefault(label, 0L))
          .description("messages refused, by reason")
          .tags(Tags.of("gateway", agent.gateway(), "reason", label))
          .register(registry);
    }
  }

  private record Binder(MeterRegistry registry, EdgeAgent agent) {
    void counter(String name, String description, ToDoubleFunction<AgentStatus> value) {
      FunctionCounter.builder("pulso.edge." + name, agent, a -> value.applyAsDouble(a.status()))
          .description(description)
          .tags("gateway", agent.gateway())
          .register(registry);
    }

    void gauge(String name, String description, ToDoubleFunction<AgentStatus> value) {
      Gauge.builder("pulso.edge." + name, agent, a -> value.applyAsDouble(a.status()))
          .description(description)
          .tags("gateway", agent.gateway())
          .register(registry);
    }
  }
}
