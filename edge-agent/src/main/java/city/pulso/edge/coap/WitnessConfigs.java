package city.pulso.edge.coap;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /config/DEVICE} as an agent answers it, for a device under test: every id is known,
 * and who observes is told again and again, Confirmable, so that it shows how it takes that.
 */
final class WitnessConfigs extends CoapResource implements AutoCloseable {
  static final int TOLD_S = 2;
  private static final int MOST = 1000;

  private final Map<String, One> asked = new ConcurrentHashMap<>();
  private final ScheduledFuture<?> ticks;

  WitnessConfigs(ScheduledExecutorService timers) {
    super("config");
    getAttributes().addResourceType("city.config");
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_JSON);
    this.ticks =
        timers.scheduleWithFixedDelay(
            () -> asked.values().forEach(One::changed), TOLD_S, TOLD_S, TimeUnit.SECONDS);
  }

  @Override
  public void handleGET(CoapExchange exchange) {
    exchange.respond(ResponseCode.NOT_FOUND, "name a device; use /config/DEVICE");
  }

  @Override
  public @Nullable Resource getChild(String name) {
    return asked.size() < MOST || asked.containsKey(name)
        ? asked.computeIfAbsent(name, device -> new One(device))
        : null;
  }

  @Override
  public void close() {
    ticks.cancel(false);
  }

  private final class One extends CoapResource {
    One(String device) {
      super(device);
      setObservable(true);
      setObserveType(CoAP.Type.CON);
      setParent(WitnessConfigs.this);
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      exchange.setMaxAge(3600);
      exchange.respond(
          ResponseCode.CONTENT,
          "{\"device\":\"" + getName().replaceAll("[\"\\\\]", "_") + "\",\"report_interval_s\":0}",
          MediaTypeRegistry.APPLICATION_JSON);
    }
  }
}
