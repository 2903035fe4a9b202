package city.pulso.edge.coap;

import city.pulso.edge.relay.Relay;
import city.pulso.edge.relay.RelayRefusal;
import city.pulso.schemas.v1.RelayAnswer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /relay}: batches of other gateways. 2.04 with {@code pulso.v1.RelayAnswer} once they
 * are synced to disk.
 */
final class RelayResource extends CoapResource {
  /** Largest request: batches of 64 KiB, of which several may share one. */
  static final int MOST_BYTES = 192 << 10;

  private static final long ACK_AFTER_MS = 800;
  private static final long RETRY_FULL_S = 30;

  private final Relay relay;

  RelayResource(Relay relay) {
    super("relay");
    this.relay = relay;
    getAttributes().setTitle("Batches of other gateways");
    getAttributes().addResourceType("city.relay");
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_OCTET_STREAM);
    getAttributes().setMaximumSizeEstimate(MOST_BYTES);
  }

  @Override
  public void handlePOST(CoapExchange exchange) {
    CompletableFuture<RelayAnswer> answer =
        relay.offer(
            exchange.getRequestPayload(),
            Peers.speaker(exchange.advanced().getRequest().getSourceContext()));
    if (!answer.isDone()) {
      Future<?> patience =
          CoapThreads.TIMERS.schedule(
              () -> {
                if (!answer.isDone()) {
                  exchange.accept();
                }
              },
              ACK_AFTER_MS,
              TimeUnit.MILLISECONDS);
      answer.whenComplete((stored, failure) -> patience.cancel(false));
    }
    answer.whenComplete((stored, failure) -> respond(exchange, stored, failure));
  }

  private static void respond(
      CoapExchange exchange, @Nullable RelayAnswer stored, @Nullable Throwable failure) {
    if (stored != null) {
      exchange.respond(
          ResponseCode.CHANGED, stored.toByteArray(), MediaTypeRegistry.APPLICATION_OCTET_STREAM);
      return;
    }
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    Response response = new Response(code(cause));
    response.setPayload(
        String.valueOf(cause == null ? "" : cause.getMessage()).getBytes(StandardCharsets.UTF_8));
    if (response.getCode() == ResponseCode.SERVICE_UNAVAILABLE) {
      response.getOptions().setMaxAge(RETRY_FULL_S);
    }
    exchange.respond(response);
  }

  private static ResponseCode code(@Nullable Throwable cause) {
    if (cause instanceof RelayRefusal refusal) {
      return switch (refusal.reason()) {
        case MALFORMED, LOOP -> ResponseCode.BAD_REQUEST;
        case NOT_ALLOWED -> ResponseCode.FORBIDDEN;
        case FULL, NOT_STORED -> ResponseCode.SERVICE_UNAVAILABLE;
      };
    }
    return ResponseCode.INTERNAL_SERVER_ERROR;
  }
}
