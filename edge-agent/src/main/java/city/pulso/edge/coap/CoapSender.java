package city.pulso.edge.coap;

import city.pulso.edge.decode.Format;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.exception.ConnectorException;

/**
 * A CoAP device: posts messages Confirmable, block-wise when they are large, over UDP or DTLS.
 * Threads: one at a time.
 */
public final class CoapSender implements AutoCloseable {
  private final CoapEndpoint endpoint;

  private CoapSender(CoapEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Opens a port of its own. A DTLS handshake takes place with the first message.
   *
   * @throws IOException when the port cannot be opened, or a file of the credentials cannot be read
   */
  public static CoapSender open(CoapCredentials credentials) throws IOException {
    CoapEndpoint endpoint = ClientEndpoint.of(credentials);
    endpoint.start();
    return new CoapSender(endpoint);
  }

  /**
   * What came back.
   *
   * @param success 2.xx
   * @param code for example {@code 2.04 CHANGED}
   * @param text diagnostic payload (RFC 7252 section 5.5.2), or the detail of problem details (RFC
   *     9290); empty when there is none
   * @param maxAgeS seconds after which to try again; 0 = not said
   */
  public record Answer(boolean success, String code, String text, long maxAgeS) {}

  /** The Content-Format a format has over CoAP; empty when it cannot be sent so. */
  public static Optional<Integer> contentFormat(Format format) {
    return ContentFormats.of(format);
  }

  /**
   * Posts one message and waits for the answer.
   *
   * @param to {@code coap://host:port/path}; with credentials {@code coaps://…}
   * @return the answer; empty when none came in time
   * @throws IOException when the host is not known or the network refuses
   */
  public static Optional<Answer> post(URI to, int contentFormat, byte[] payload, Duration patience)
      throws IOException {
    try (CoapSender sender = open(new CoapCredentials.None())) {
      return sender.send(to, contentFormat, payload, patience);
    }
  }

  /** Posts over the connection that is open, or opens one. See {@link #post}. */
  public Optional<Answer> send(URI to, int contentFormat, byte[] payload, Duration patience)
      throws IOException {
    try {
      CoapClient client = new CoapClient(to).setEndpoint(endpoint);
      client.setTimeout(patience.toMillis());
      Request request = Request.newPost();
      request.getOptions().setContentFormat(contentFormat);
      request.setPayload(payload);
      return Optional.ofNullable(client.advanced(request)).map(CoapSender::answer);
    } catch (ConnectorException | IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(to + ": " + cause.getMessage(), e);
    }
  }

  /** Ends the connection: with DTLS the server is told. */
  @Override
  public void close() {
    endpoint.destroy();
  }

  private static Answer answer(CoapResponse response) {
    ResponseCode code = response.getCode();
    Long maxAge =
        code == ResponseCode.SERVICE_UNAVAILABLE
            ? response.getOptions().getMaxAge()
            : Long.valueOf(0);
    return new Answer(
        response.isSuccess(),
        code + " " + code.name(),
        text(response),
        maxAge == null ? 0 : maxAge);
  }

  private static String text(CoapResponse response) {
    if (response.getPayloadSize() == 0) {
      return "";
    }
    return response.getOptions().getContentFormat() == ProblemDetails.CONTENT_FORMAT
        ? ProblemReader.detail(response.getPayload()).orElse("")
        : response.getResponseText();
  }
}
