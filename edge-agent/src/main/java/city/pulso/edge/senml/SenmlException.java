package city.pulso.edge.senml;

/**
 * A pack that RFC 8428 forbids, or that exceeds this reader's bounds. The whole pack is refused.
 */
public final class SenmlException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Error error;

  SenmlException(Error error, String message) {
    super(message);
    this.error = error;
  }

  /** Which rule was broken. */
  public Error error() {
    return error;
  }

  /** The rules. {@link #code()} is the name used in test vectors and metrics. */
  public enum Error {
    NOT_JSON,
    NOT_CBOR,
    TRUNCATED,
    NOT_A_PACK,
    NOT_A_RECORD,
    WRONG_TYPE,
    BAD_NAME,
    SEVERAL_VALUES,
    NO_VALUE,
    VERSION_MISMATCH,
    VERSION_TOO_NEW,
    MUST_UNDERSTAND,
    BAD_BASE64URL,
    DUPLICATE_LABEL,
    TOO_LARGE;

    /** Lower case. */
    public String code() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
