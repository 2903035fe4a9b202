package city.pulso.jobs.ingest;

import java.util.HexFormat;

/**
 * A message, or one reading of a message, that could not be used. Bounded: {@value #HEAD} bytes of
 * the message, texts cut.
 *
 * @param what {@code message}, {@code reading} or {@code registry}
 * @param topic Topic Name it came on
 * @param reason what was wrong, where, and what is accepted
 * @param bytes size of the message
 * @param head its first bytes, hexadecimal
 * @param gateway gateway that sent it; empty: not known
 * @param device device that a refused reading names; empty: the whole message is refused
 * @param sequence batch it was part of; 0 = not known
 * @param deviceSequence the device's own number of a refused reading; -1 = none
 * @param observedMs Unix time of a refused reading, milliseconds; 0 = none
 */
public record DeadLetter(
    String what,
    String topic,
    String reason,
    int bytes,
    String head,
    String gateway,
    String device,
    long sequence,
    long deviceSequence,
    long observedMs) {
  private static final int HEAD = 64;
  private static final int LONGEST_TOPIC = 200;
  private static final int LONGEST_REASON = 400;

  /** Of a whole message. */
  static DeadLetter message(String what, String topic, byte[] payload, String reason) {
    return new DeadLetter(
        what,
        cut(topic, LONGEST_TOPIC),
        cut(reason, LONGEST_REASON),
        payload.length,
        HexFormat.of().formatHex(payload, 0, Math.min(HEAD, payload.length)),
        "",
        "",
        0,
        -1,
        0);
  }

  /** The same, of one reading of a message that is well otherwise. */
  DeadLetter ofReading(
      String ofGateway, String ofDevice, long inBatch, long ownSequence, long atMs) {
    return new DeadLetter(
        "reading",
        topic,
        reason,
        bytes,
        head,
        ofGateway,
        cut(ofDevice, LONGEST_TOPIC),
        inBatch,
        ownSequence,
        atMs);
  }

  /** One line that every store takes. */
  private static String cut(String text, int longest) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= longest ? line : line.substring(0, longest) + "...";
  }
}
