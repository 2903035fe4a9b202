package city.pulso.alerting.alert;

import city.pulso.alerting.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Every alert ever taken, and where it stands. When a method has returned, its work is on disk.
 *
 * <p>Threads: any.
 */
public final class AlertBook {
  private static final String PULSO = "pulso";

  /** Longest name of a person, characters. */
  public static final int LONGEST_NAME = 80;

  private static final int MOST_AUDIT_LINES = 500;

  private final Database database;
  private final Clock clock;
  private final ChangeFollower follower;
  private final AtomicLong version = new AtomicLong();

  /**
   * @param clock the city's
   * @param follower takes part in the transaction of every change
   */
  public AlertBook(Database database, Clock clock, ChangeFollower follower) {
    this.database = database;
    this.clock = clock;
    this.follower = follower;
  }

  /** What became of a message. */
  public enum Acceptance {
    TAKEN,
    /** A duplicate, or a revision older than what is known: nothing changed. */
    IGNORED
  }

  /** What became of an acknowledgement. */
  public enum Answer {
    ACKNOWLEDGED,
    /** Somebody was faster; it stays theirs. */
    ALREADY,
    CLEARED,
    UNKNOWN
  }

  /** Takes a revision. The highest revision counts, in whatever order they arrive. */
  public Acceptance accept(Alert alert) {
    Acceptance acceptance = database.transaction(tx -> accept(tx, alert));
    if (acceptance == Acceptance.TAKEN) {
      changed();
    }
    return acceptance;
  }

  /**
   * A person takes an open alert.
   *
   * @param by name, 1 to 80 characters
   */
  public Answer acknowledge(String id, String by) {
    String name = by.replaceAll("\\p{Cntrl}", " ").strip();
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a name of 1 to " + LONGEST_NAME + " characters is needed");
    }
    Answer answer = database.transaction(tx -> acknowledge(tx, id, name));
    if (answer == Answer.ACKNOWLEDGED) {
      version.incrementAndGet();
    }
    return answer;
  }

  /**
   * Open alerts, worst first, then oldest first; those that are part of an open incident are not
   * among them.
   */
  public List<TrackedAlert> open(int most) {
    return database.transaction(tx -> AlertTable.open(tx, most));
  }

  /** Open alerts that are part of an incident, by subject. */
  public List<TrackedAlert> parts(String incident, int most) {
    return database.transaction(tx -> AlertTable.parts(tx, incident, most));
  }

  /** All alerts, newest first. */
  public List<TrackedAlert> newest(int most, int skip) {
    return database.transaction(tx -> AlertTable.newest(tx, most, skip));
  }

  public Optional<TrackedAlert> find(String id) {
    return database.transaction(tx -> AlertTable.find(tx, id));
  }

  /** An alert's audit trail, oldest line first; its newest 500 lines. */
  public List<AuditEntry> audit(String id) {
    return database.transaction(tx -> AuditTrail.read(tx, id, MOST_AUDIT_LINES));
  }

  /** How many are open, those apart that are part of an open incident. */
  public long openCount() {
    return database.transaction(AlertTable::openCount);
  }

  /** Grows with every change: whoever shows alerts looks again when it has. */
  public long version() {
    return version.get();
  }

  private Acceptance accept(Handle tx, Alert alert) {
    Instant now = clock.instant();
    Optional<TrackedAlert> known = AlertTable.find(tx, alert.id());
    if (known.isPresent() && known.get().alert().revision() >= alert.revision()) {
      return Acceptance.IGNORED;
    }
    boolean superseded = alert.open() && supersede(tx, alert, now);
    boolean wasOpen = known.isPresent() && known.get().isOpen();
    boolean isOpen = alert.open() && !superseded;
    Severity highest = alert.severity();
    if (wasOpen && known.get().highest().compareTo(highest) > 0) {
      highest = known.get().highest();
    }
    AlertState state = move(known.map(TrackedAlert::state), isOpen, alert, now);
    AlertTable.put(tx, new TrackedAlert(alert, state, highest, now));
    boolean wasPart = wasOpen && known.get().alert().partOfIncident();
    if (isOpen && alert.partOfIncident()) {
      String what = wasOpen ? "revised" : "opened";
      String detail = revision(alert) + ", part of " + alert.grounds().incident();
      AuditTrail.write(tx, alert.id(), now, what, PULSO, detail);
    } else if (isOpen && !wasOpen) {
      publish(tx, Change.Event.OPENED, alert, now);
    } else if (isOpen && wasPart) {
      publish(tx, Change.Event.SEPARATED, alert, now);
    } else if (isOpen && highest.compareTo(known.orElseThrow().highest()) > 0) {
      publish(tx, Change.Event.ESCALATED, alert, now);
    } else if (!isOpen && (wasOpen || known.isEmpty())) {
      publish(tx, Change.Event.CLEARED, alert, now);
    } else {
      AuditTrail.write(tx, alert.id(), now, "revised", PULSO, revision(alert));
    }
    return Acceptance.TAKEN;
  }

  /**
   * Exactly one alert per kind and subject is open: the one opened last. Others are resolved; their
   * clearing was lost with the state of whoever computed them.
   *
   * @return whether the alert itself is the older one
   */
  private static boolean supersede(Handle tx, Alert alert, Instant now) {
    boolean superseded = false;
    for (TrackedAlert other : AlertTable.openAbout(tx, alert.kind(), alert.subject())) {
      if (other.alert().openedAt().isBefore(alert.openedAt())) {
        AlertState.Resolved resolved = new AlertState.Resolved(other.state().since(), now);
        AlertTable.put(
            tx, new TrackedAlert(other.alert(), resolved, other.highest(), other.receivedAt()));
        AuditTrail.write(tx, other.alert().id(), now, "superseded", PULSO, "by " + alert.id());
      } else if (other.alert().openedAt().isAfter(alert.openedAt())) {
        superseded = true;
      }
    }
    return superseded;
  }

  private static AlertState move(
      Optional<AlertState> known, boolean open, Alert alert, Instant now) {
    AlertState state = known.orElseGet(() -> new AlertState.Firing(alert.openedAt(), 0));
    if (open) {
      return state instanceof AlertState.Resolved resolved ? resolved.reopen(now) : state;
    }
    Instant clearedAt = alert.clearedAt() == null ? now : alert.clearedAt();
    if (state instanceof AlertState.Firing firing) {
      return firing.resolve(clearedAt);
    }
    return state instanceof AlertState.Acknowledged acknowledged
        ? acknowledged.resolve(clearedAt)
        : state;
  }

  private void publish(Handle tx, Change.Event event, Alert alert, Instant now) {
    String what = event.name().toLowerCase(java.util.Locale.ROOT);
    AuditTrail.write(tx, alert.id(), now, what, PULSO, revision(alert));
    follower.follow(tx, new Change(event, alert));
  }

  private static String revision(Alert alert) {
    String now =
        alert.open() ? alert.severity().name() : AuditEntry.BECAUSE + alert.clearedBecause();
    return "revision " + alert.revision() + ", " + now;
  }

  private Answer acknowledge(Handle tx, String id, String by) {
    Optional<TrackedAlert> known = AlertTable.find(tx, id);
    if (known.isEmpty()) {
      return Answer.UNKNOWN;
    }
    TrackedAlert tracked = known.get();
    if (tracked.state() instanceof AlertState.Acknowledged) {
      return Answer.ALREADY;
    }
    if (!(tracked.state() instanceof AlertState.Firing firing)) {
      return Answer.CLEARED;
    }
    Instant now = clock.instant();
    AlertTable.put(
        tx,
        new TrackedAlert(
            tracked.alert(), firing.acknowledge(by, now), tracked.highest(), tracked.receivedAt()));
    AuditTrail.write(tx, id, now, "acknowledged", by, revision(tracked.alert()));
    return Answer.ACKNOWLEDGED;
  }

  private void changed() {
    version.incrementAndGet();
    follower.committed();
  }
}
