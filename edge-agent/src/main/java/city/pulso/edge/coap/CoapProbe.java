package city.pulso.edge.coap;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.WebLink;
import org.eclipse.californium.core.coap.LinkFormat;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.exception.ConnectorException;

/** Asks a device that is a CoAP server for what it offers. One thread. */
public final class CoapProbe implements AutoCloseable {
  private final CoapEndpoint endpoint;

  private CoapProbe(CoapEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Opens a port of its own. */
  public static CoapProbe open() throws IOException {
    CoapEndpoint endpoint = ClientEndpoint.of(new CoapCredentials.None());
    endpoint.start();
    return new CoapProbe(endpoint);
  }

  /**
   * What a device answered.
   *
   * @param code for example {@code 2.05}
   * @param contentFormat -1: not said
   */
  public record Answer(String code, int contentFormat, byte[] payload) {}

  /**
   * Asks once; block-wise when the answer is large.
   *
   * @return empty when nobody answered in time
   * @throws IOException when the host is not known or the network refuses
   */
  public Optional<Answer> get(URI uri, Duration patience) throws IOException {
    try {
      CoapClient client = new CoapClient(uri).setEndpoint(endpoint);
      client.setTimeout(patience.toMillis());
      CoapResponse response = client.advanced(Request.newGet());
      if (response == null) {
        return Optional.empty();
      }
      byte[] payload = response.getPayload();
      return Optional.of(
          new Answer(
              response.getCode().toString(),
              response.getOptions().getContentFormat(),
              payload == null ? new byte[0] : payload));
    } catch (ConnectorException e) {
      throw new IOException(uri + ": " + e.getMessage(), e);
    }
  }

  /**
   * Paths of a link-format document (RFC 6690) that offer telemetry: by {@code ct} 42, 110 or 112,
   * or by an {@code rt} that begins with {@code city.} or {@code core.s}.
   */
  public static List<String> telemetry(String linkFormat) {
    return LinkFormat.parse(linkFormat).stream()
        .filter(CoapProbe::offersTelemetry)
        .map(WebLink::getURI)
        .toList();
  }

  private static boolean offersTelemetry(WebLink link) {
    Set<String> formats =
        Set.of(
            String.valueOf(MediaTypeRegistry.APPLICATION_OCTET_STREAM),
            String.valueOf(MediaTypeRegistry.APPLICATION_SENML_JSON),
            String.valueOf(MediaTypeRegistry.APPLICATION_SENML_CBOR));
    return link.getAttributes().getContentTypes().stream()
            .flatMap(types -> List.of(types.split(" ")).stream())
            .anyMatch(formats::contains)
        || link.getAttributes().getResourceTypes().stream()
            .anyMatch(type -> type.startsWith("city.") || type.startsWith("core.s"));
  }

  @Override
  public void close() {
    endpoint.destroy();
  }
}
