package city.pulso.alerting.alert;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who did what to an alert, and when. Lines are added, never changed. */
public final class AuditTrail {
  private static final int LONGEST_DETAIL = 500;

  private AuditTrail() {}

  /** Adds a line. */
  public static void write(
      Handle transaction, String alertId, Instant at, String what, String who, String detail) {
    String kept = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL);
    transaction.execute(
        "INSERT INTO audit (alert_id, at, what, who, detail) VALUES (?, ?, ?, ?, ?)",
        alertId,
        at.toEpochMilli(),
        what,
        who,
        kept);
  }

  /** The newest lines, oldest first. */
  static List<AuditEntry> read(Handle transaction, String alertId, int most) {
    return transaction
        .createQuery(
            "SELECT * FROM (SELECT id, at, what, who, detail FROM audit WHERE alert_id = ?"
                + " ORDER BY id DESC LIMIT ?) ORDER BY id")
        .bind(0, alertId)
        .bind(1, most)
        .map(
            (row, ctx) ->
                new AuditEntry(
                    Instant.ofEpochMilli(row.getLong("at")),
                    row.getString("what"),
                    row.getString("who"),
                    row.getString("detail")))
        .list();
  }
}
