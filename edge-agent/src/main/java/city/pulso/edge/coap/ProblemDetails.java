package city.pulso.edge.coap;

import city.pulso.edge.intake.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;

/**
 * Concise problem details (RFC 9290, CBOR): title, detail, response code, and an entry of Pulso's
 * own, {@value #ENTRY}, with the reason as metrics count it and, where one field is to blame, that
 * field, its value and what is accepted.
 */
final class ProblemDetails {
  /** {@code application/concise-problem-details+cbor}. */
  static final int CONTENT_FORMAT = 257;

  /** Name of the custom entry (RFC 9290 section 3.2): a URI. */
  static final String ENTRY = "tag:pulso.city,2026:refusal";

  // Keys of standard entries (RFC 9290 section 3.1).
  private static final int TITLE = -1;
  private static final int DETAIL = -2;
  private static final int RESPONSE_CODE = -4;

  private static final int UNSIGNED = 0;
  private static final int NEGATIVE = 1;
  private static final int TEXT = 3;
  private static final int MAP = 5;

  /** Leaves room for the rest in one datagram (RFC 7252 section 4.6). */
  private static final int DETAIL_BYTES = 500;

  private static final int FIELD_BYTES = 120;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ProblemDetails() {}

  static byte[] of(ResponseCode code, Refusal refusal) {
    ProblemDetails details = new ProblemDetails();
    details.head(MAP, 4);
    details.entry(TITLE, "message refused");
    details.entry(DETAIL, cut(String.valueOf(refusal.getMessage()), DETAIL_BYTES));
    details.head(NEGATIVE, -1 - RESPONSE_CODE);
    details.head(UNSIGNED, code.value);
    details.text(ENTRY);
    Optional<Refusal.Wrong> wrong = refusal.wrong();
    details.head(MAP, wrong.isPresent() ? 4 : 1);
    details.entry("reason", refusal.reason().label());
    if (wrong.isPresent()) {
      details.entry("field", wrong.get().field());
      details.entry("value", wrong.get().value());
      details.entry("accepted", wrong.get().accepted());
    }
    return details.out.toByteArray();
  }

  /** At most so many bytes of UTF-8, no character torn. */
  static String cut(String text, int most) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= most) {
      return text;
    }
    int end = most;
    while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private void entry(int key, String value) {
    head(NEGATIVE, -1 - key);
    text(value);
  }

  private void entry(String key, String value) {
    text(key);
    text(cut(value, FIELD_BYTES));
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head(TEXT, bytes.length);
    out.writeBytes(bytes);
  }

  /** An item's head (RFC 8949 section 3), argument below 65,536. */
  private void head(int major, int argument) {
    if (argument < 24) {
      out.write(major << 5 | argument);
    } else if (argument < 256) {
      out.write(major << 5 | 24);
      out.write(argument);
    } else {
      out.write(major << 5 | 25);
      out.write(argument >> 8);
      out.write(argument);
    }
  }
}
