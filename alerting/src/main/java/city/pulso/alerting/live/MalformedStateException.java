package city.pulso.alerting.live;

/** A state message that cannot be read; says what was wrong, where, and what is accepted. */
public final class MalformedStateException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedStateException(String message) {
    super(message);
  }
}
