package city.pulso.edge.coap;

import java.time.Clock;
import java.util.Locale;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;

/**
 * {@code GET /time}: the gateway's clock, Unix seconds with three decimals, text/plain. For devices
 * that have a clock and nobody to ask. Not to be cached: Max-Age 0.
 */
final class TimeResource extends CoapResource {
  private final Clock clock;

  TimeResource(Clock clock) {
    super("time");
    this.clock = clock;
    getAttributes().setTitle("Unix time, seconds");
    getAttributes().addResourceType("city.time");
    getAttributes().addContentType(MediaTypeRegistry.TEXT_PLAIN);
  }

  @Override
  public void handleGET(CoapExchange exchange) {
    long ms = clock.millis();
    exchange.setMaxAge(0);
    exchange.respond(
        ResponseCode.CONTENT,
        String.format(Locale.ROOT, "%d.%03d", ms / 1000, ms % 1000),
        MediaTypeRegistry.TEXT_PLAIN);
  }
}
