package city.pulso.alerting.console;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.AlertState;
import city.pulso.alerting.alert.Evidence;
import city.pulso.alerting.alert.TrackedAlert;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The open alerts, worst first; those that only wait for their end last. */
final class AlertsSection {
  static final int MOST = 100;

  private AlertsSection() {}

  static String render(View view, List<TrackedAlert> open, long count, boolean connected) {
    Html html = new Html();
    if (open.isEmpty()) {
      String key = connected ? "ui.alerts.none" : "ui.alerts.none.unheard";
      return html.element("p", connected ? "calm" : "calm unheard", view.texts().say(key))
          .toString();
    }
    html.raw("<ul class=\"alerts\">");
    open.stream()
        .sorted(Comparator.comparing(tracked -> tracked.alert().easing()))
        .forEach(tracked -> card(html, view, tracked));
    html.raw("</ul>");
    if (count > open.size()) {
      String shown = Integer.toString(open.size());
      html.element("p", "note", view.texts().say("ui.alerts.more", "shown", shown));
    }
    return html.toString();
  }

  static String link(Alert alert) {
    return link(alert.id());
  }

  static String link(String id) {
    return "/alert?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  static void severity(Html html, View view, TrackedAlert tracked) {
    if (tracked.state() instanceof AlertState.Resolved) {
      String was = tracked.highest().name().toLowerCase(Locale.ROOT);
      String word = view.texts().word("severity", was);
      html.element("span", "badge over", view.texts().say("severity.over", "severity", word));
      return;
    }
    String name = mood(tracked.alert());
    html.element("span", "badge " + name, view.texts().word("severity", name));
  }

  /** Severity in small letters; "easing" while the alert only waits for its end. */
  private static String mood(Alert alert) {
    return alert.easing() ? "easing" : alert.severity().name().toLowerCase(Locale.ROOT);
  }

  /** What it means, what to do, and what it rests on. */
  static void meaning(Html html, View view, Alert alert) {
    html.element("p", "meaning", view.texts().text(alert));
    String action = view.texts().action(alert);
    if (!action.isEmpty()) {
      html.element("p", "meaning action", action);
    }
    evidence(html, view, alert);
    String basis = view.texts().basis(alert);
    if (!basis.isEmpty()) {
      html.element("p", "basis", basis);
    }
    if (!alert.grounds().members().isEmpty()) {
      html.element(
          "p",
          "basis",
          view.texts()
              .say("basis.members", "members", String.join(", ", alert.grounds().members())));
    }
  }

  /** A duration is shown as it is now while the alert is open, and else with its time. */
  private static void evidence(Html html, View view, Alert alert) {
    if (alert.evidence().isEmpty()) {
      return;
    }
    html.raw("<dl class=\"evidence\">");
    for (Evidence evidence : alert.evidence()) {
      boolean stopped = evidence.runsOn() && !alert.open();
      String name =
          stopped ? view.texts().nameAt(evidence, view.zone()) : view.texts().name(evidence);
      Evidence now = alert.open() ? evidence.asOf(view.now()) : evidence;
      html.raw("<div><dt>").text(name).raw("</dt><dd>");
      html.text(view.texts().value(now)).raw("</dd></div>");
    }
    html.raw("</dl>");
  }

  /** Who has it, or that nobody has; of one that is over: since when and why. */
  static String standing(View view, TrackedAlert tracked) {
    if (tracked.state() instanceof AlertState.Acknowledged taken) {
      return view.texts().say("ui.acknowledged-by", "by", taken.by(), "at", view.time(taken.at()));
    }
    return tracked.state() instanceof AlertState.Resolved over
        ? view.texts()
            .say(
                "ui.resolved-at",
                "at",
                view.time(over.at()),
                "because",
                view.texts()
                    .because(
                        tracked.alert().open() ? "superseded" : tracked.alert().clearedBecause()))
        : view.texts().say("ui.firing");
  }

  private static void card(Html html, View view, TrackedAlert tracked) {
    Alert alert = tracked.alert();
    boolean taken = tracked.state() instanceof AlertState.Acknowledged;
    html.raw("<li class=\"alert " + mood(alert) + (taken ? " taken" : "") + "\">");
    html.raw("<div class=\"alert-head\">");
    severity(html, view, tracked);
    html.raw("<h3>").text(view.texts().title(alert)).raw("</h3>");
    html.element("span", "since", view.texts().say("ui.since", "at", view.time(alert.openedAt())));
    html.raw("</div>");
    meaning(html, view, alert);
    html.raw("<div class=\"alert-foot\">");
    html.element("span", taken ? "standing taken" : "standing", standing(view, tracked));
    html.raw("<a").attribute("href", link(alert)).raw(">");
    html.text(view.texts().say("ui.details")).raw("</a>");
    if (!taken) {
      button(html, view, alert);
    }
    html.raw("</div></li>");
  }

  /** The form "you" beside the list holds the name and the form token. */
  private static void button(Html html, View view, Alert alert) {
    html.raw("<button type=\"button\" class=\"act\" hx-post=\"/alerts/acknowledge\"");
    html.raw(" hx-include=\"#you\" hx-target=\"#alerts\" hx-swap=\"innerHTML\"");
    html.attribute("id", "ack-" + alert.id());
    html.attribute("hx-vals", "{\"id\":\"" + alert.id() + "\"}").raw(">");
    html.text(view.texts().say("ui.acknowledge")).raw("</button>");
  }
}
