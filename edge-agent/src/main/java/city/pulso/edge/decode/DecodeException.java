package city.pulso.edge.decode;

/** A message that cannot be read. The message says what is wrong, where, and what is accepted. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }
}
