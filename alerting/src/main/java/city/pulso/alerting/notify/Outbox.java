package city.pulso.alerting.notify;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.AlertMessage;
import city.pulso.alerting.alert.AuditTrail;
import city.pulso.alerting.alert.Change;
import city.pulso.alerting.store.Database;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** What must be told and has been told: table {@code outbox}. Threads: any. */
final class Outbox {
  /** Rows looked at for one that is due. */
  private static final int WINDOW = 256;

  private final Database database;
  private final Clock clock;

  Outbox(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A row still to be sent.
   *
   * @param told whether the receiver has taken anything about this alert before
   */
  record Pending(long id, Change.Event event, Alert alert, int attempts, boolean told) {}

  static void add(Handle tx, Change change, String receiver, long nowMs) {
    tx.execute(
        "INSERT INTO outbox (alert_id, revision, receiver, event, message, state, created_at)"
            + " VALUES (?, ?, ?, ?, ?, 'PENDING', ?) ON CONFLICT DO NOTHING",
        change.alert().id(),
        change.alert().revision(),
        receiver,
        change.event().name(),
        AlertMessage.write(change.alert()),
        nowMs);
  }

  /** Who has been told of an alert, or is about to be. */
  static List<String> told(Handle tx, String alertId) {
    return tx.createQuery(
            "SELECT DISTINCT receiver FROM outbox WHERE alert_id = ?"
                + " AND state IN ('PENDING', 'SENT') ORDER BY receiver")
        .bind(0, alertId)
        .mapTo(String.class)
        .list();
  }

  /** Oldest first; of each alert only the first row still pending, so that order is kept. */
  List<Pending> pending(String receiver) {
    return database.transaction(
        tx ->
            tx.createQuery(
                    "SELECT id, event, message, attempts, EXISTS (SELECT 1 FROM outbox t WHERE"
                        + " t.alert_id = o.alert_id AND t.receiver = o.receiver AND t.id < o.id"
                        + " AND t.state = 'SENT') AS told FROM outbox o WHERE state = 'PENDING' AND"
                        + " receiver = ? AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state ="
                        + " 'PENDING' AND e.receiver = o.receiver AND e.alert_id = o.alert_id AND"
                        + " e.id < o.id) ORDER BY id LIMIT ?")
                .bind(0, receiver)
                .bind(1, WINDOW)
                .map(
                    (row, ctx) ->
                        new Pending(
                            row.getLong("id"),
                            Change.Event.valueOf(row.getString("event")),
                            AlertMessage.read(row.getString("message")),
                            row.getInt("attempts"),
                            row.getBoolean("told")))
                .list());
  }

  long pendingCount() {
    return database.transaction(
        tx ->
            tx.createQuery("SELECT count(*) FROM outbox WHERE state = 'PENDING'")
                .mapTo(Long.class)
                .one());
  }

  void sent(Pending row, String receiver, String detail) {
    close(row, receiver, "SENT", "notified", detail, 1);
  }

  void failed(Pending row, String receiver, String detail) {
    close(row, receiver, "FAILED", "given-up", detail, 1);
  }

  void needless(Pending row, String receiver) {
    close(row, receiver, "NEEDLESS", "needless", "was never told that it opened", 0);
  }

  void tryAgain(Pending row, String receiver, String detail) {
    database.transaction(
        tx -> {
          tx.execute("UPDATE outbox SET attempts = attempts + 1 WHERE id = ?", row.id());
          audit(tx, row, receiver, "attempt-failed", detail);
          return row;
        });
  }

  /**
   * Gives up what is addressed to receivers that are no longer configured.
   *
   * @return how many rows
   */
  int giveUpOthers(Collection<String> receivers) {
    return database.transaction(
        tx -> {
          int given = 0;
          for (String receiver : pendingReceivers(tx)) {
            if (!receivers.contains(receiver)) {
              given +=
                  tx.execute(
                      "UPDATE outbox SET state = 'FAILED', done_at = ? WHERE state = 'PENDING' AND"
                          + " receiver = ?",
                      clock.millis(),
                      receiver);
            }
          }
          return given;
        });
  }

  private static List<String> pendingReceivers(Handle tx) {
    return tx.createQuery("SELECT DISTINCT receiver FROM outbox WHERE state = 'PENDING'")
        .mapTo(String.class)
        .list();
  }

  private void close(
      Pending row, String receiver, String state, String what, String detail, int attempts) {
    database.transaction(
        tx -> {
          tx.execute(
              "UPDATE outbox SET state = ?, done_at = ?, attempts = attempts + ? WHERE id = ?",
              state,
              clock.millis(),
              attempts,
              row.id());
          audit(tx, row, receiver, what, detail);
          return row;
        });
  }

  private void audit(Handle tx, Pending row, String receiver, String what, String detail) {
    AuditTrail.write(
        tx,
        row.alert().id(),
        clock.instant(),
        what,
        receiver,
        row.event().name().toLowerCase(Locale.ROOT)
            + ", revision "
            + row.alert().revision()
            + ": "
            + detail);
  }
}
