package city.pulso.edge.coap;

import java.util.function.Supplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;

/** {@code GET /status}: what the agent has done and holds, JSON. */
final class StatusResource extends CoapResource {
  private final Supplier<String> status;

  StatusResource(Supplier<String> status) {
    super("status");
    this.status = status;
    getAttributes().setTitle("Status of the gateway");
    getAttributes().addResourceType("city.status");
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_JSON);
  }

  @Override
  public void handleGET(CoapExchange exchange) {
    exchange.setMaxAge(1);
    exchange.respond(ResponseCode.CONTENT, status.get(), MediaTypeRegistry.APPLICATION_JSON);
  }
}
