package city.pulso.edge.decode;

/** A message that cannot be read. The message says what is wrong, where, and what is accepted. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String device;

  public DecodeException(String message) {
    this("", message);
  }

  /** The message could be read, and a value that this device sent is not accepted. */
  DecodeException(String device, String message) {
    super(message);
    this.device = device;
  }

  /** Whose value is not accepted; empty: the message as a whole cannot be read. */
  public String device() {
    return device;
  }
}
