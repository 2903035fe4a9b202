package city.pulso.edge.coap;

import java.util.function.Supplier;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;

/**
 * {@code GET /status}: what the agent has done and holds, JSON. Whoever observes it (RFC 7641) is
 * told when it changes, at most every {@value #LOOK_S} s.
 */
final class StatusResource extends CoapResource {
  static final int LOOK_S = 5;

  private final Supplier<String> status;
  private String told = "";

  StatusResource(Supplier<String> status) {
    super("status");
    this.status = status;
    setObservable(true);
    getAttributes().setObservable();
    getAttributes().setTitle("Status of the gateway");
    getAttributes().addResourceType("city.status");
    getAttributes().addInterfaceDescription("city.out");
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_JSON);
  }

  /** Tells observers if there is news. One thread. */
  void look() {
    if (getObserverCount() > 0) {
      String now = status.get();
      if (!now.equals(told)) {
        told = now;
        changed();
      }
    }
  }

  @Override
  public void handleGET(CoapExchange exchange) {
    exchange.setMaxAge(exchange.getRequestOptions().hasObserve() ? 60 : 1);
    exchange.respond(ResponseCode.CONTENT, status.get(), MediaTypeRegistry.APPLICATION_JSON);
  }
}
