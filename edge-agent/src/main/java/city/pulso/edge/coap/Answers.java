package city.pulso.edge.coap;

import city.pulso.edge.intake.Refusal;
import java.nio.charset.StandardCharsets;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Response;

/**
 * Answers of refusal: a code, and why in the form the device reads. Who accepts 257, or says
 * nothing and speaks CBOR, gets problem details (RFC 9290); everybody else a diagnostic text (RFC
 * 7252 section 5.5.2).
 */
final class Answers {
  /** Seconds after which a device may try again. */
  private static final long RETRY_FULL_S = 60;

  private static final long RETRY_DISK_S = 10;
  private static final long RETRY_RATE_S = 5;

  /** Fits one datagram with the headers (RFC 7252 section 4.6). */
  private static final int DIAGNOSTIC = 800;

  private Answers() {}

  static Response refusal(Refusal refusal, OptionSet request) {
    Response response = new Response(code(refusal.reason()));
    explain(response, refusal, request);
    long maxAge =
        switch (refusal.reason()) {
          case FULL -> RETRY_FULL_S;
          case NOT_STORED -> RETRY_DISK_S;
          case TOO_MANY -> RETRY_RATE_S;
          default -> 0;
        };
    if (maxAge > 0) {
      response.getOptions().setMaxAge(maxAge);
    }
    return response;
  }

  /** Gives an answer that has its code already the words for it. */
  static void explain(Response response, Refusal refusal, OptionSet request) {
    if (readsProblemDetails(request)) {
      response.setPayload(ProblemDetails.of(response.getCode(), refusal));
      response.getOptions().setContentFormat(ProblemDetails.CONTENT_FORMAT);
    } else {
      String text = ProblemDetails.cut(String.valueOf(refusal.getMessage()), DIAGNOSTIC);
      response.setPayload(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static boolean readsProblemDetails(OptionSet request) {
    if (request.hasAccept()) {
      return request.getAccept() == ProblemDetails.CONTENT_FORMAT;
    }
    return request.getContentFormat() == MediaTypeRegistry.APPLICATION_SENML_CBOR
        || request.getContentFormat() == MediaTypeRegistry.APPLICATION_CBOR;
  }

  private static ResponseCode code(Refusal.Reason reason) {
    return switch (reason) {
      case UNKNOWN_DEVICE, FOREIGN_DEVICE -> ResponseCode.FORBIDDEN;
      case TOO_LARGE -> ResponseCode.REQUEST_ENTITY_TOO_LARGE;
      case UNSUPPORTED_FORMAT -> ResponseCode.UNSUPPORTED_CONTENT_FORMAT;
      case TOO_MANY -> ResponseCode.TOO_MANY_REQUESTS;
      case FULL, NOT_STORED -> ResponseCode.SERVICE_UNAVAILABLE;
      case WRONG_PATH -> ResponseCode.NOT_FOUND;
      case HANDSHAKE, MALFORMED, WRONG_DOMAIN, BAD_VALUE, FAR_FUTURE, RETAINED, UNMAPPED_TOPIC ->
          ResponseCode.BAD_REQUEST;
    };
  }
}
