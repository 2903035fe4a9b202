package city.pulso.alerting;

/** Writes {@link AlertingStatus} in the Prometheus text format; the README lists every name. */
final class Metrics {
  private final StringBuilder text = new StringBuilder();

  private Metrics() {}

  static String write(AlertingStatus status, int watching) {
    return new Metrics()
        .gauge("open_alerts", "Alerts that are open now.", status.openAlerts())
        .counter("received", "Alert messages taken from the broker.", status.received())
        .counter("ignored", "Duplicates and older revisions among them.", status.ignored())
        .counter("malformed", "Alert messages that could not be read.", status.malformed())
        .counter("states", "State messages taken from the broker.", status.states())
        .counter(
            "states_malformed", "State messages that could not be read.", status.statesMalformed())
        .counter("notified", "Notifications a receiver has taken.", status.notified())
        .counter("retried", "Attempts that failed and are tried again.", status.retried())
        .counter("failed", "Notifications given up.", status.failed())
        .counter(
            "storage_failures",
            "Commits that failed and were tried again.",
            status.storageFailures())
        .counter("signs_posted", "Latest states a sign has taken.", status.signsPosted())
        .counter(
            "signs_retried",
            "Attempts to tell a sign that failed and are tried again.",
            status.signsRetried())
        .gauge("pending_outbox", "Notifications still to be sent.", status.pendingOutbox())
        .gauge("live_clients", "Browsers that watch now.", watching)
        .gauge("connected", "1 when the broker is connected.", status.connected() ? 1 : 0)
        .text
        .toString();
  }

  private Metrics counter(String name, String help, long value) {
    return line(name + "_total", "counter", help, value);
  }

  private Metrics gauge(String name, String help, long value) {
    return line(name, "gauge", help, value);
  }

  private Metrics line(String name, String type, String help, long value) {
    String full = "pulso_alerting_" + name;
    text.append("# HELP ").append(full).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
    text.append(full).append(' ').append(value).append('\n');
    return this;
  }
}
