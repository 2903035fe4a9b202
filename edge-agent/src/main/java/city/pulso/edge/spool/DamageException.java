package city.pulso.edge.spool;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The file is no sound spool: what can be read of it must be salvaged. */
final class DamageException extends SQLException {
  private static final long serialVersionUID = 1L;

  DamageException(String message) {
    super(message);
  }

  /** Whether an error says that the file is damaged, not that the disk would not do something. */
  static boolean isMeantBy(SQLException e) {
    if (e instanceof SQLiteException known) {
      SQLiteErrorCode code = known.getResultCode();
      // A constraint can only be broken when what is stored contradicts itself.
      return code.name().startsWith("SQLITE_CORRUPT")
          || code.name().startsWith("SQLITE_CONSTRAINT")
          || code == SQLiteErrorCode.SQLITE_NOTADB;
    }
    return e instanceof DamageException || String.valueOf(e.getMessage()).contains("malformed");
  }
}
