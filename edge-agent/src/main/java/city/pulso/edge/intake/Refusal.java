package city.pulso.edge.intake;

import city.pulso.edge.decode.DecodeException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message that was not taken: why, in words for the person who wrote the device's firmware. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient @Nullable Wrong wrong;

  Refusal(Reason reason, String message) {
    this(reason, message, null);
  }

  Refusal(Reason reason, String message, @Nullable Wrong wrong) {
    super(message, null, false, false);
    this.reason = reason;
    this.wrong = wrong;
  }

  /**
   * What was wrong, taken apart.
   *
   * @param field of the message, for example {@code battery_percent}
   * @param value as it was sent, short and on one line; empty: nothing was sent
   * @param accepted what to send instead
   */
  public record Wrong(String field, String value, String accepted) {
    private static final int SHOWN = 64;

    public Wrong {
      value = value.replaceAll("\\p{Cntrl}", "?");
      value = value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
    }
  }

  /**
   * The same with the place in the message.
   *
   * @param place empty: nothing is added
   */
  Refusal at(String place) {
    return place.isEmpty() ? this : new Refusal(reason, place + ": " + getMessage(), wrong);
  }

  static Refusal of(DecodeException e) {
    Reason reason = e.device().isEmpty() ? Reason.MALFORMED : Reason.BAD_VALUE;
    return new Refusal(
        reason,
        String.valueOf(e.getMessage()),
        e.accepted().isEmpty() ? null : new Wrong(e.field(), e.value(), e.accepted()));
  }

  /** The field, where one is to blame. */
  public Optional<Wrong> wrong() {
    return Optional.ofNullable(wrong);
  }

  /** The kind of refusal. */
  public Reason reason() {
    return reason;
  }

  /** Why messages are refused; counted by these. */
  public enum Reason {
    /** The bytes cannot be read in their format. */
    MALFORMED,
    /** The format is not one of those accepted. */
    UNSUPPORTED_FORMAT,
    /** Larger than accepted. */
    TOO_LARGE,
    /** Not in this gateway's registry entry. */
    UNKNOWN_DEVICE,
    /** Its identity, certificate or topic may not speak for the device. */
    FOREIGN_DEVICE,
    /** No DTLS session: unknown identity, wrong key, or a certificate that is not trusted. */
    HANDSHAKE,
    /** The body is of another domain than the device. */
    WRONG_DOMAIN,
    /** A number that is NaN or infinite, a field out of its range, or a unit that is not known. */
    BAD_VALUE,
    /** Its time lies more than a day in the future. */
    FAR_FUTURE,
    /** More messages than a device may send. */
    TOO_MANY,
    /** The disk budget is used up. */
    FULL,
    /** The disk failed. */
    NOT_STORED,
    /** A retained message: old news. */
    RETAINED,
    /** A topic that no mapping names. */
    UNMAPPED_TOPIC,
    /** A body for a path or with a method that takes none. */
    WRONG_PATH;

    /** As metrics and status write it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
