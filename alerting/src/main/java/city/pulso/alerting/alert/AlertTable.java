package city.pulso.alerting.alert;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Rows of table {@code alert}. */
final class AlertTable {
  private static final String OPEN = "state IN ('FIRING', 'ACKNOWLEDGED')";

  /** Its incident is open: it is shown and counted there. */
  private static final String NOT_PART =
      "NOT EXISTS (SELECT 1 FROM alert i WHERE i.id = json_extract(alert.message, '$.incident')"
          + " AND i.state IN ('FIRING', 'ACKNOWLEDGED'))";

  private AlertTable() {}

  static Optional<TrackedAlert> find(Handle tx, String id) {
    return tx.createQuery("SELECT * FROM alert WHERE id = ?")
        .bind(0, id)
        .map((row, ctx) -> tracked(row))
        .findOne();
  }

  /** Worst first, then oldest first. */
  static List<TrackedAlert> open(Handle tx, int most) {
    return tx.createQuery(
            "SELECT * FROM alert WHERE "
                + OPEN
                + " AND "
                + NOT_PART
                + " ORDER BY CASE highest_severity WHEN 'CRITICAL' THEN 0 WHEN 'WARNING' THEN 1"
                + " ELSE 2 END, opened_at, id LIMIT ?")
        .bind(0, most)
        .map((row, ctx) -> tracked(row))
        .list();
  }

  static List<TrackedAlert> openAbout(Handle tx, String kind, String subject) {
    return tx.createQuery("SELECT * FROM alert WHERE kind = ? AND subject = ? AND " + OPEN)
        .bind(0, kind)
        .bind(1, subject)
        .map((row, ctx) -> tracked(row))
        .list();
  }

  static List<TrackedAlert> parts(Handle tx, String incident, int most) {
    return tx.createQuery(
            "SELECT * FROM alert WHERE "
                + OPEN
                + " AND json_extract(message, '$.incident') = ? ORDER BY subject, id LIMIT ?")
        .bind(0, incident)
        .bind(1, most)
        .map((row, ctx) -> tracked(row))
        .list();
  }

  /** Newest first. */
  static List<TrackedAlert> newest(Handle tx, int most, int skip) {
    return tx.createQuery("SELECT * FROM alert ORDER BY updated_at DESC, id LIMIT ? OFFSET ?")
        .bind(0, most)
        .bind(1, skip)
        .map((row, ctx) -> tracked(row))
        .list();
  }

  static long openCount(Handle tx) {
    return tx.createQuery("SELECT count(*) FROM alert WHERE " + OPEN + " AND " + NOT_PART)
        .mapTo(Long.class)
        .one();
  }

  static void put(Handle tx, TrackedAlert tracked) {
    Alert alert = tracked.alert();
    AlertState state = tracked.state();
    tx.execute(
        "INSERT INTO alert (id, kind, subject, revision, highest_severity, opened_at,"
            + " updated_at, received_at, state, state_since, state_step, state_by, state_at,"
            + " message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,"
            + " highest_severity = excluded.highest_severity, updated_at = excluded.updated_at,"
            + " received_at = excluded.received_at, state = excluded.state,"
            + " state_since = excluded.state_since, state_step = excluded.state_step,"
            + " state_by = excluded.state_by, state_at = excluded.state_at,"
            + " message = excluded.message",
        alert.id(),
        alert.kind(),
        alert.subject(),
        alert.revision(),
        tracked.highest().name(),
        alert.openedAt().toEpochMilli(),
        alert.updatedAt().toEpochMilli(),
        tracked.receivedAt().toEpochMilli(),
        name(state),
        state.since().toEpochMilli(),
        state instanceof AlertState.Firing firing ? firing.step() : 0,
        state instanceof AlertState.Acknowledged acknowledged ? acknowledged.by() : null,
        at(state),
        AlertMessage.write(alert));
  }

  private static TrackedAlert tracked(ResultSet row) throws SQLException {
    return new TrackedAlert(
        AlertMessage.read(row.getString("message")),
        state(row),
        Severity.valueOf(row.getString("highest_severity")),
        time(row, "received_at"));
  }

  private static AlertState state(ResultSet row) throws SQLException {
    Instant since = time(row, "state_since");
    String name = row.getString("state");
    return switch (name) {
      case "FIRING" -> new AlertState.Firing(since, row.getInt("state_step"));
      case "ACKNOWLEDGED" ->
          new AlertState.Acknowledged(since, row.getString("state_by"), time(row, "state_at"));
      case "RESOLVED" -> new AlertState.Resolved(since, time(row, "state_at"));
      default -> throw new IllegalStateException("the database holds the unknown state " + name);
    };
  }

  private static String name(AlertState state) {
    if (state instanceof AlertState.Firing) {
      return "FIRING";
    }
    return state instanceof AlertState.Acknowledged ? "ACKNOWLEDGED" : "RESOLVED";
  }

  private static @Nullable Long at(AlertState state) {
    if (state instanceof AlertState.Acknowledged acknowledged) {
      return acknowledged.at().toEpochMilli();
    }
    return state instanceof AlertState.Resolved resolved ? resolved.at().toEpochMilli() : null;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }
}
