package city.pulso.edge.coap;

import city.pulso.edge.conform.Seen;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.elements.util.StringUtil;

/** Reads CoAP messages as bytes, for judging them. Any thread. */
public final class CoapBytes {
  private static final UdpDataParser PARSER = new UdpDataParser();

  private CoapBytes() {}

  /** What a datagram says; one that is no CoAP message says why. */
  public static Seen seen(int number, long atMs, String from, String to, byte[] datagram) {
    try {
      Message message = PARSER.parseMessage(datagram);
      return new Seen(number, atMs, from, to, datagram, coap(message), "");
    } catch (MessageFormatException | IllegalArgumentException e) {
      return new Seen(number, atMs, from, to, datagram, null, String.valueOf(e.getMessage()));
    }
  }

  private static Seen.Coap coap(Message message) {
    OptionSet options = message.getOptions();
    BlockOption block = message instanceof Request ? options.getBlock1() : null;
    List<Integer> unknown = new ArrayList<>();
    for (Option option : options.getOthers()) {
      if ((option.getNumber() & 1) == 1) { // odd numbers are critical (RFC 7252, 5.4.6)
        unknown.add(option.getNumber());
      }
    }
    int code = message.getRawCode();
    byte[] payload = message.getPayload();
    Long maxAge = options.hasMaxAge() ? options.getMaxAge() : null;
    return new Seen.Coap(
        Seen.Type.valueOf(message.getType().name()),
        (code >> 5) + "." + (code & 31) / 10 + (code & 31) % 10,
        message.getMID(),
        StringUtil.byteArray2Hex(
            message.getTokenBytes() == null ? new byte[0] : message.getTokenBytes()),
        options.getUriPathString(),
        options.getContentFormat(),
        block == null ? null : new Seen.Block(block.getNum(), block.isM(), block.getSize()),
        maxAge == null ? -1 : maxAge,
        options.hasObserve() ? options.getObserve() : -1,
        unknown,
        payload == null ? new byte[0] : payload);
  }
}
