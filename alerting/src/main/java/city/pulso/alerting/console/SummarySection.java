package city.pulso.alerting.console;

import city.pulso.alerting.alert.Severity;
import city.pulso.alerting.alert.TrackedAlert;
import city.pulso.alerting.live.LiveState;
import city.pulso.schemas.v1.HomeState;
import city.pulso.schemas.v1.ParkingState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The city in five numbers; what is not known is counted beside what is. */
final class SummarySection {
  private SummarySection() {}

  static String render(View view, List<TrackedAlert> open, long openCount, LiveState live) {
    Html html = new Html().raw("<ul class=\"summary\">");
    boolean critical =
        open.stream()
            .map(TrackedAlert::alert)
            .anyMatch(a -> a.severity() == Severity.CRITICAL && !a.easing());
    String mood = openCount == 0 ? "" : critical ? "bad" : "warn";
    number(html, view, "alerts", mood, openCount, "", "");
    air(html, view, live);
    parking(html, view, live);
    homes(html, view, live);
    gateways(html, view, live);
    return html.raw("</ul>").toString();
  }

  private static void air(Html html, View view, LiveState live) {
    long known = live.stations().stream().filter(s -> AirSection.hasData(view, s)).count();
    int worst =
        live.stations().stream()
            .filter(s -> AirSection.hasData(view, s))
            .mapToInt(s -> s.getAqi())
            .max()
            .orElse(-1);
    String mood = worst > 150 ? "bad" : worst > 100 ? "warn" : "";
    number(
        html,
        view,
        "stations",
        mood,
        worst,
        "AQI max",
        missing(view, "ui.stations.missing", live.stations().size() - known, live.stations()));
  }

  private static void parking(Html html, View view, LiveState live) {
    long free = 0;
    long silent = 0;
    for (ParkingState zone : live.zones()) {
      if (ParkingSection.hasData(view, zone)) {
        free += zone.getFree();
      } else {
        silent++;
      }
    }
    Collection<ParkingState> zones = live.zones();
    boolean none = silent == zones.size();
    number(
        html,
        view,
        "zones",
        "",
        none ? -1 : free,
        view.texts().say("ui.free"),
        missing(view, "ui.zones.missing", silent, zones));
  }

  private static void homes(Html html, View view, LiveState live) {
    long inactive = 0;
    long unknown = 0;
    long partly = 0;
    for (HomeState home : live.homes()) {
      String state = HomesSection.state(view, home);
      inactive += state.equals(HomesSection.INACTIVE) ? 1 : 0;
      unknown += state.equals(HomesSection.UNKNOWN) ? 1 : 0;
      partly += HomesSection.partlySilent(view, home) ? 1 : 0;
    }
    String note = missing(view, "ui.homes.missing", unknown, live.homes());
    if (partly > 0) {
      String silent = view.texts().say("ui.homes.partly", "n", view.texts().number(partly));
      note = note.isEmpty() ? silent : note + ", " + silent;
    }
    String word = view.texts().word("home", HomesSection.INACTIVE).toLowerCase(locale(view));
    long shown = live.homes().isEmpty() ? -1 : inactive;
    String mood = inactive > 0 ? "bad" : partly > 0 ? "warn" : "";
    number(html, view, "homes", mood, shown, word, note);
  }

  private static void gateways(Html html, View view, LiveState live) {
    List<GatewaysSection.Gateway> gateways = GatewaysSection.gateways(view, live);
    long online = in(GatewaysSection.ONLINE, gateways);
    List<String> notes = new ArrayList<>();
    long unheard = gateways.size() - online;
    for (String state : List.of(GatewaysSection.OFFLINE, GatewaysSection.UNCONNECTED)) {
      long count = in(state, gateways);
      unheard -= count;
      if (count > 0) {
        notes.add(count(view, count, view.texts().word("gateway", state)));
      }
    }
    String mood = notes.isEmpty() ? "" : "warn";
    if (unheard > 0) {
      notes.add(view.texts().say("ui.gateways.missing", "n", view.texts().number(unheard)));
    }
    String word =
        view.texts().say("ui.gateways.online", "all", view.texts().number(gateways.size()));
    long shown = gateways.isEmpty() ? -1 : online;
    String note = String.join(", ", notes);
    number(html, view, "gateways", mood, shown, word, note);
  }

  private static long in(String state, List<GatewaysSection.Gateway> gateways) {
    return gateways.stream().filter(gateway -> gateway.state().equals(state)).count();
  }

  private static java.util.Locale locale(View view) {
    return view.texts().language().locale();
  }

  /** Of how many among all nothing is known; empty: of none. */
  private static String missing(View view, String key, long count, Collection<?> all) {
    return count == 0
        ? ""
        : view.texts()
            .say(key, "n", view.texts().number(count), "all", view.texts().number(all.size()));
  }

  private static String count(View view, long count, String word) {
    return view.texts().number(count) + " " + word.toLowerCase(locale(view));
  }

  /**
   * @param value negative: nothing is known
   * @param note beside it, unlike it; empty: none
   */
  private static void number(
      Html html, View view, String what, String mood, long value, String unit, String note) {
    html.raw("<li class=\"" + (value < 0 ? "dunno" : mood) + "\">");
    html.raw("<a href=\"#" + what + "-title\">").text(view.texts().say("ui." + what)).raw("</a>");
    html.raw("<span><b>").text(value < 0 ? "–" : view.texts().number(value)).raw("</b> ");
    html.text(value < 0 ? view.texts().say("ui.no-data") : unit).raw("</span>");
    if (!note.isEmpty()) {
      html.element("span", "dunno", note);
    }
    html.raw("</li>");
  }
}
