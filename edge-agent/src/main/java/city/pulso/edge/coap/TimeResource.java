package city.pulso.edge.coap;

import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;

/**
 * {@code GET /time}: the gateway's clock, Unix seconds with three decimals, text/plain. For devices
 * that have a clock and nobody to ask. Not to be cached: Max-Age 0.
 *
 * <p>Whoever observes it (RFC 7641) is told every minute, and within a second when the clock was
 * set.
 */
final class TimeResource extends CoapResource {
  private static final long EVERY_MS = 60_000;

  /** A clock that is off by more than this was set. */
  private static final long SET_MS = 1_000;

  /** A minute, and what a notification may take. */
  private static final int FRESH_S = 70;

  private final Clock clock;
  private final LongSupplier nanoTime;
  private long toldMs;
  private long toldNs;

  TimeResource(Clock clock, LongSupplier nanoTime) {
    super("time");
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.toldMs = clock.millis();
    this.toldNs = nanoTime.getAsLong();
    setObservable(true);
    getAttributes().setObservable();
    getAttributes().setTitle("Unix time, seconds");
    getAttributes().addResourceType("city.time");
    getAttributes().addInterfaceDescription("city.out");
    getAttributes().addContentType(MediaTypeRegistry.TEXT_PLAIN);
  }

  /** Tells observers if it is time. One thread. */
  void look() {
    long passedMs = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - toldNs);
    long wrongMs = clock.millis() - toldMs - passedMs;
    if (passedMs >= EVERY_MS || Math.abs(wrongMs) > SET_MS) {
      toldMs = clock.millis();
      toldNs = nanoTime.getAsLong();
      changed();
    }
  }

  @Override
  public void handleGET(CoapExchange exchange) {
    long ms = clock.millis();
    exchange.setMaxAge(exchange.getRequestOptions().hasObserve() ? FRESH_S : 0);
    exchange.respond(
        ResponseCode.CONTENT,
        String.format(Locale.ROOT, "%d.%03d", ms / 1000, ms % 1000),
        MediaTypeRegistry.TEXT_PLAIN);
  }
}
