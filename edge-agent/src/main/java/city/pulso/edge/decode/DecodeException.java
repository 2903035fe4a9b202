package city.pulso.edge.decode;

/** A message that cannot be read. The message says what is wrong, where, and what is accepted. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String device;
  private final String field;
  private final String value;
  private final String accepted;

  public DecodeException(String message) {
    super(message);
    this.device = "";
    this.field = "";
    this.value = "";
    this.accepted = "";
  }

  /**
   * The message could be read, and a value that this device sent is not accepted.
   *
   * @param field what it was sent for
   * @param accepted what to send instead
   */
  DecodeException(String device, String field, String value, String accepted, String message) {
    super(message);
    this.device = device;
    this.field = field;
    this.value = value;
    this.accepted = accepted;
  }

  /** Field whose value is not accepted; empty: the message as a whole cannot be read. */
  public String field() {
    return field;
  }

  /** That value. */
  public String value() {
    return value;
  }

  /** What to send instead. */
  public String accepted() {
    return accepted;
  }

  /** Whose value is not accepted; empty: the message as a whole cannot be read. */
  public String device() {
    return device;
  }
}
