package city.pulso.alerting.console;

import city.pulso.alerting.alert.AlertState;
import city.pulso.alerting.alert.AuditEntry;
import city.pulso.alerting.alert.Severity;
import city.pulso.alerting.alert.TrackedAlert;
import city.pulso.alerting.text.Language;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whole pages around the sections. */
final class Pages {
  private static final String HTMX = "/assets/htmx.js";
  private static final String CONFIG =
      "{\"includeIndicatorStyles\":false,\"allowEval\":false,\"selfRequestsOnly\":true,"
          + "\"historyCacheSize\":0}";

  private static final Set<String> SEVERITIES =
      Arrays.stream(Severity.values()).map(Severity::name).collect(Collectors.toSet());

  private Pages() {}

  /**
   * @param formToken of the session
   * @param name that the person gave last; may be empty
   */
  static String live(View view, Map<String, String> sections, String formToken, String name) {
    Html html = new Html();
    head(html, view, "ui.console", "/", true);
    html.raw("<div hx-ext=\"sse\"");
    html.attribute("sse-connect", "/live?lang=" + view.texts().language().tag()).raw(">");
    html.raw("<div class=\"bar-top\" sse-swap=\"clock\">");
    html.raw(part(sections, LivePage.CLOCK)).raw("</div><main id=\"content\">");
    html.raw("<div sse-swap=\"summary\">").raw(part(sections, LivePage.SUMMARY)).raw("</div>");
    for (String section : LivePage.SECTIONS) {
      html.raw("<section class=\"s-" + section + "\" aria-labelledby=\"" + section + "-title\">");
      html.raw("<div class=\"section-head\"><h2 id=\"" + section + "-title\">");
      html.text(view.texts().say("ui." + section)).raw("</h2>");
      if (section.equals("alerts")) {
        you(html, view, formToken, name);
      }
      html.raw("</div><div id=\"" + section + "\" sse-swap=\"" + section + "\">");
      html.raw(part(sections, section)).raw("</div></section>");
    }
    return foot(html.raw("</main></div>"));
  }

  static String history(View view, List<TrackedAlert> alerts, int page, boolean more) {
    Html html = new Html();
    head(html, view, "ui.history", "/history", false);
    html.raw("<main id=\"content\"><section><h2>").text(view.texts().say("ui.history"));
    html.raw("</h2>");
    if (alerts.isEmpty()) {
      html.element("p", "calm", view.texts().say("ui.history.none"));
    } else {
      historyTable(html, view, alerts);
    }
    html.raw("<nav class=\"pages\">");
    if (page > 0) {
      link(html, "/history?page=" + (page - 1), view.texts().say("ui.newer"));
    }
    if (more) {
      link(html, "/history?page=" + (page + 1), view.texts().say("ui.older"));
    }
    return foot(html.raw("</nav></section></main>"));
  }

  /**
   * @param parts open alerts that are part of it
   * @param why key of what went wrong with an acknowledgement; empty: nothing
   */
  static String alert(
      View view,
      TrackedAlert tracked,
      List<TrackedAlert> parts,
      List<AuditEntry> audit,
      String formToken,
      String name,
      String why) {
    Html html = new Html();
    String here = AlertsSection.link(tracked.alert());
    head(html, view, "ui.details", here, false);
    html.raw("<main id=\"content\"><section class=\"one\"><p>");
    link(html, "/", view.texts().say("ui.back"));
    html.raw("</p><div class=\"alert-head\">");
    AlertsSection.severity(html, view, tracked);
    html.raw("<h2>").text(view.texts().title(tracked.alert())).raw("</h2></div>");
    AlertsSection.meaning(html, view, tracked.alert());
    String incident = tracked.alert().grounds().incident();
    if (!incident.isEmpty()) {
      html.raw("<p class=\"basis\"><a");
      html.attribute("href", AlertsSection.link(incident)).raw(">");
      html.text(view.texts().say("ui.part-of-incident")).raw("</a></p>");
    }
    parts(html, view, parts);
    html.element("p", "standing", AlertsSection.standing(view, tracked));
    if (!why.isEmpty()) {
      html.raw("<p class=\"problem\" role=\"alert\">").text(view.texts().say(why)).raw("</p>");
    }
    if (tracked.state() instanceof AlertState.Firing) {
      form(html, view, tracked, formToken, name);
    }
    html.element("h3", "audit-title", view.texts().say("ui.audit"));
    audit(html, view, audit);
    return foot(html.raw("</section></main>"));
  }

  /**
   * @param file where the token is
   * @param address of this console
   */
  static String locked(View view, String file, String address) {
    Html html = new Html();
    begin(html, view, "ui.401.title", false);
    html.raw("<main id=\"content\" class=\"alone\"><section><h1>");
    html.text(view.texts().say("ui.401.title")).raw("</h1>");
    html.element("p", "meaning", view.texts().say("ui.401.text"));
    html.element("p", "meaning", view.texts().say("ui.401.where"));
    html.element("pre", "code", file);
    html.element("p", "meaning", view.texts().say("ui.401.then"));
    html.element("pre", "code", address + "?token=…");
    return foot(html.raw("</section></main>"));
  }

  static String missing(View view) {
    Html html = new Html();
    head(html, view, "ui.404.title", "/", false);
    html.raw("<main id=\"content\" class=\"alone\"><section><h1>");
    html.text(view.texts().say("ui.404.title")).raw("</h1><p>");
    link(html, "/", view.texts().say("ui.back"));
    return foot(html.raw("</p></section></main>"));
  }

  private static String part(Map<String, String> sections, String name) {
    return sections.getOrDefault(name, "");
  }

  private static void you(Html html, View view, String formToken, String name) {
    html.raw("<form id=\"you\" class=\"you\" autocomplete=\"on\"><label for=\"by\">");
    html.text(view.texts().say("ui.you")).raw("</label><input id=\"by\" name=\"by\"");
    html.raw(" maxlength=\"80\" autocomplete=\"name\"").attribute("value", name);
    html.attribute("title", view.texts().say("ui.you.hint")).raw("><input type=\"hidden\"");
    html.raw(" name=\"form\"").attribute("value", formToken).raw("></form>");
  }

  private static void form(
      Html html, View view, TrackedAlert tracked, String formToken, String name) {
    html.raw("<form class=\"take\" method=\"post\" action=\"/alerts/acknowledge\">");
    html.raw("<input type=\"hidden\" name=\"id\"").attribute("value", tracked.alert().id());
    html.raw("><input type=\"hidden\" name=\"form\"").attribute("value", formToken).raw(">");
    html.raw("<label for=\"by\">").text(view.texts().say("ui.you")).raw("</label>");
    html.raw("<input id=\"by\" name=\"by\" maxlength=\"80\" required autocomplete=\"name\"");
    html.attribute("value", name).raw("><button class=\"act\">");
    html.text(view.texts().say("ui.acknowledge")).raw("</button></form>");
  }

  private static void historyTable(Html html, View view, List<TrackedAlert> alerts) {
    html.raw("<div class=\"table\"><table><thead><tr>");
    for (String column : new String[] {"ui.opened", "mail.severity", "mail.id", "ui.state"}) {
      html.raw("<th scope=\"col\">").text(view.texts().say(column)).raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
    for (TrackedAlert tracked : alerts) {
      html.raw("<tr><td class=\"when\">").text(view.time(tracked.alert().openedAt()));
      html.raw("</td><td>");
      AlertsSection.severity(html, view, tracked);
      html.raw("</td><td>");
      link(html, AlertsSection.link(tracked.alert()), view.texts().title(tracked.alert()));
      html.raw("</td><td>").text(AlertsSection.standing(view, tracked)).raw("</td></tr>");
    }
    html.raw("</tbody></table></div>");
  }

  private static void parts(Html html, View view, List<TrackedAlert> parts) {
    if (!parts.isEmpty()) {
      html.element("h3", "audit-title", view.texts().say("ui.parts"));
      historyTable(html, view, parts);
    }
  }

  private static void audit(Html html, View view, List<AuditEntry> audit) {
    html.raw("<div class=\"table audit\"><table><thead><tr>");
    for (String column : new String[] {"ui.when", "ui.what", "ui.who", "ui.detail"}) {
      html.raw("<th scope=\"col\">").text(view.texts().say(column)).raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
    for (AuditEntry entry : audit) {
      html.raw("<tr><td class=\"when\">").text(view.time(entry.at())).raw("</td><td>");
      html.text(view.texts().word("audit", entry.what())).raw("</td><td>").text(entry.who());
      html.raw("</td><td>").text(detail(view, entry)).raw("</td></tr>");
    }
    html.raw("</tbody></table></div>");
  }

  /** In words; a severity is not said of an end. */
  private static String detail(View view, AuditEntry entry) {
    List<String> said = new ArrayList<>();
    for (String part : entry.detail().split(", ", -1)) {
      boolean severity = SEVERITIES.contains(part);
      if (part.matches("revision \\d+")) {
        said.add(view.texts().say("audit.revision", "n", part.substring("revision ".length())));
      } else if (part.startsWith(AuditEntry.BECAUSE)) {
        said.add(view.texts().because(part.substring(AuditEntry.BECAUSE.length())));
      } else if (!severity) {
        said.add(part);
      } else if (!entry.what().equals("cleared")) {
        said.add(view.texts().word("severity", part));
      }
    }
    return String.join(", ", said);
  }

  private static void begin(Html html, View view, String title, boolean live) {
    html.raw("<!doctype html><html").attribute("lang", view.texts().language().tag());
    html.raw("><head><meta charset=\"utf-8\"><title>").text(view.texts().say(title)).raw(" · ");
    html.text(view.city()).raw("</title>");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.raw("<link rel=\"icon\" href=\"/assets/icon.svg\" type=\"image/svg+xml\">");
    html.raw("<link rel=\"stylesheet\" href=\"/assets/console.css\">");
    if (live) {
      html.raw("<meta name=\"htmx-config\"").attribute("content", CONFIG);
      html.raw("><script src=\"" + HTMX + "\" defer></script>");
      html.raw("<script src=\"/assets/sse.js\" defer></script>");
    }
    html.raw("</head><body>");
  }

  private static void head(Html html, View view, String title, String here, boolean live) {
    begin(html, view, title, live);
    html.raw("<a class=\"skip\" href=\"#content\">").text(view.texts().say("ui.skip"));
    html.raw("</a><header><a class=\"brand\" href=\"/\"><img src=\"/assets/icon.svg\" alt=\"\"");
    html.raw(" width=\"28\" height=\"28\"><span>").text(view.city()).raw("</span></a><nav>");
    tab(html, view, "/", "ui.console", here);
    tab(html, view, "/history", "ui.history", here);
    html.raw("</nav><nav class=\"languages\"");
    html.attribute("aria-label", view.texts().say("ui.language")).raw(">");
    for (Language language : Language.values()) {
      String with = here + (here.contains("?") ? "&" : "?") + "lang=" + language.tag();
      html.raw("<a").attribute("href", with).attribute("lang", language.tag());
      if (language == view.texts().language()) {
        html.raw(" aria-current=\"true\"");
      }
      html.raw(">").text(language.ownName()).raw("</a>");
    }
    html.raw("</nav></header>");
  }

  private static void tab(Html html, View view, String path, String title, String here) {
    html.raw("<a").attribute("href", path);
    html.raw(here.equals(path) ? " aria-current=\"page\">" : ">");
    html.text(view.texts().say(title)).raw("</a>");
  }

  private static void link(Html html, String to, String text) {
    html.raw("<a").attribute("href", to).raw(">").text(text).raw("</a>");
  }

  private static String foot(Html html) {
    return html.raw("</body></html>").toString();
  }

  /** Where the page of an alert says why it was not acknowledged. */
  static String alertLink(String id, String why) {
    return "/alert?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "&why=" + why;
  }
}
