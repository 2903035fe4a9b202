package city.pulso.edge.coap;

import city.pulso.edge.decode.Format;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.elements.exception.ConnectorException;

/** A CoAP device of one message: posts it Confirmable, block-wise when it is large. */
public final class CoapSender {
  private CoapSender() {}

  /**
   * What came back.
   *
   * @param success 2.xx
   * @param code for example {@code 2.04 CHANGED}
   * @param text diagnostic payload (RFC 7252 section 5.5.2); empty when there is none
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
   * @param to {@code coap://host:port/path}
   * @return the answer; empty when none came in time
   * @throws IOException when the host is not known or the network refuses
   */
  public static Optional<Answer> post(URI to, int contentFormat, byte[] payload, Duration patience)
      throws IOException {
    Configuration californium =
        new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS)
            .set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1)
            .set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1)
            .set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
    CoapEndpoint endpoint =
        CoapEndpoint.builder()
            .setConfiguration(californium)
            .setInetSocketAddress(new InetSocketAddress(0))
            .build();
    endpoint.setExecutors(CoapThreads.PROTOCOL, CoapThreads.TIMERS);
    try {
      endpoint.start();
      CoapClient client = new CoapClient(to).setEndpoint(endpoint);
      client.setTimeout(patience.toMillis());
      Request request = Request.newPost();
      request.getOptions().setContentFormat(contentFormat);
      request.setPayload(payload);
      return Optional.ofNullable(client.advanced(request)).map(CoapSender::answer);
    } catch (ConnectorException e) {
      throw new IOException(to + ": " + e.getMessage(), e);
    } finally {
      endpoint.destroy();
    }
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
        response.getPayloadSize() > 0 ? response.getResponseText() : "",
        maxAge == null ? 0 : maxAge);
  }
}
