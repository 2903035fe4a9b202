package city.pulso.edge.spool;

import java.io.IOException;

/** The spool could not be read or written; what was being stored is not acknowledged. */
public final class SpoolException extends IOException {
  private static final long serialVersionUID = 1L;

  SpoolException(String message) {
    super(message);
  }

  SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
