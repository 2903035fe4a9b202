package city.pulso.edge.coap;

import city.pulso.edge.decode.Format;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /t}: 2.04 once the readings are synced to disk, otherwise a code with a diagnostic
 * payload (RFC 7252 section 5.5.2) that says what was wrong, where, and what is accepted.
 */
final class TelemetryResource extends CoapResource {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetryResource.class);

  /** The answer is piggybacked when the disk is fast, and follows an empty ACK when it is slow. */
  private final Patience patience = new Patience();

  private final Intake intake;
  private final int maxPayload;

  TelemetryResource(Intake intake, int maxPayload) {
    super("t");
    this.intake = intake;
    this.maxPayload = maxPayload;
    getAttributes().setTitle("Telemetry");
    getAttributes().addResourceType("city.telemetry");
    getAttributes().addInterfaceDescription("city.in");
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_OCTET_STREAM);
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_SENML_JSON);
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_SENML_CBOR);
    getAttributes().setMaximumSizeEstimate(maxPayload);
  }

  @Override
  public void handlePOST(CoapExchange exchange) {
    Speaker speaker = Peers.speaker(exchange.advanced().getRequest().getSourceContext());
    String source = speaker.source();
    int contentFormat = exchange.getRequestOptions().getContentFormat();
    Optional<Format> format = ContentFormats.format(contentFormat);
    if (exchange.getRequestPayloadSize() > maxPayload) {
      answer(
          exchange,
          intake.refuse(
              Refusal.Reason.TOO_LARGE,
              exchange.getRequestPayloadSize() + " bytes; at most " + maxPayload + " are accepted",
              new Refusal.Wrong(
                  "payload", exchange.getRequestPayloadSize() + " bytes", "at most " + maxPayload),
              source));
      return;
    }
    if (format.isEmpty()) {
      String given = contentFormat < 0 ? "is missing" : contentFormat + " is not accepted";
      answer(
          exchange,
          intake.refuse(
              Refusal.Reason.UNSUPPORTED_FORMAT,
              "Content-Format " + given + "; use " + ContentFormats.ACCEPTED,
              new Refusal.Wrong(
                  "Content-Format",
                  contentFormat < 0 ? "" : String.valueOf(contentFormat),
                  ContentFormats.ACCEPTED),
              source));
      return;
    }
    CompletableFuture<Integer> stored =
        intake.offer(format.get(), exchange.getRequestPayload(), speaker);
    if (!stored.isDone()) {
      Patience.Waiting waiting = patience.add(exchange::accept);
      stored.whenComplete((count, failure) -> waiting.answered());
    }
    stored.whenComplete((count, failure) -> answer(exchange, failure));
  }

  /** Tells those who wait for the disk that they were heard; every {@link Patience#LOOK_MS}. */
  void look() {
    patience.look();
  }

  private static void answer(CoapExchange exchange, @Nullable Throwable failure) {
    if (failure == null) {
      exchange.respond(ResponseCode.CHANGED);
      return;
    }
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Refusal refusal) {
      exchange.respond(Answers.refusal(refusal, exchange.getRequestOptions()));
    } else {
      LOG.error("a message could not be handled", cause);
      exchange.respond(ResponseCode.INTERNAL_SERVER_ERROR);
    }
  }
}
