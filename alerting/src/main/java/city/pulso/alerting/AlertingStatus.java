package city.pulso.alerting;

/**
 * How alerting is doing.
 *
 * @param openAlerts alerts that are open now, acknowledged ones included
 * @param received alert messages taken from the broker since the start, whatever became of them
 * @param ignored of these, duplicates and revisions older than what is known
 * @param malformed of these, messages that could not be read: acknowledged, counted, skipped
 * @param states latest-state messages taken since the start
 * @param statesMalformed of these, messages that could not be read
 * @param notified notifications that a receiver has taken since the start
 * @param retried attempts since the start that failed and are tried again
 * @param failed notifications given up since the start: refused, or no attempts left
 * @param pendingOutbox notifications still to be sent
 * @param storageFailures attempts to commit an alert that failed since the start; each is tried
 *     again
 * @param signsPosted latest states that a sign has taken since the start
 * @param signsRetried attempts to tell a sign that failed since the start; each is tried again
 * @param connected whether the session with the broker stands
 */
public record AlertingStatus(
    long openAlerts,
    long received,
    long ignored,
    long malformed,
    long states,
    long statesMalformed,
    long notified,
    long retried,
    long failed,
    long pendingOutbox,
    long storageFailures,
    long signsPosted,
    long signsRetried,
    boolean connected) {}
