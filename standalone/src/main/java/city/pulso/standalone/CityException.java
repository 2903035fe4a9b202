package city.pulso.standalone;

/** Something the user can put right; the message says how. */
final class CityException extends Exception {
  private static final long serialVersionUID = 1;

  CityException(String message) {
    super(message);
  }

  CityException(String message, Throwable cause) {
    super(message, cause);
  }
}
