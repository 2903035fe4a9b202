package city.pulso.edge.cli;

import city.pulso.edge.coap.CoapConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;

/** A device's message, read from standard input. */
final class Payload {
  /** More than any configuration lets an agent take. */
  private static final int MOST = 1 << 20;

  private Payload() {}

  /**
   * Reads to the end of the input.
   *
   * @param err is told when an agent of default configuration would not take so much
   * @throws IOException saying what is accepted, when there is nothing or too much
   */
  static byte[] read(InputStream in, PrintWriter err) throws IOException {
    byte[] payload = in.readNBytes(MOST + 1);
    if (payload.length == 0) {
      throw new IOException(
          "standard input is empty; give the message, for example < payload.json");
    }
    if (payload.length > MOST) {
      throw new IOException("the message is larger than " + MOST + " bytes; no agent takes that");
    }
    int usual = CoapConfig.loopback().maxPayload();
    if (payload.length > usual) {
      err.println(
          payload.length
              + " bytes: an agent takes "
              + usual
              + " unless max-payload says otherwise");
    }
    return payload;
  }
}
