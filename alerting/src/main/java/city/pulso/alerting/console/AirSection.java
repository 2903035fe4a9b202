package city.pulso.alerting.console;

import city.pulso.schemas.v1.AirState;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Stations, worst air first; those without data last, and unlike the others. */
final class AirSection {
  static final String NO_DATA = "no-data";
  private static final long HOUR_MS = Duration.ofHours(1).toMillis();
  private static final Duration OLD = Duration.ofHours(3);
  private static final Set<String> CATEGORIES =
      Set.of("good", "moderate", "unhealthy-sensitive", "unhealthy", "very-unhealthy", "hazardous");

  private AirSection() {}

  static String render(View view, Collection<AirState> stations, Collection<AirState> sites) {
    Html html = new Html();
    if (stations.isEmpty()) {
      html.element("p", "calm unheard", view.texts().say("ui.stations.none"));
    } else {
      tiles(html, view, stations);
    }
    if (!sites.isEmpty()) {
      html.element("h3", "sites", view.texts().say("ui.sites"));
      tiles(html, view, sites);
    }
    return html.toString();
  }

  private static void tiles(Html html, View view, Collection<AirState> stations) {
    List<AirState> sorted =
        stations.stream()
            .sorted(
                Comparator.comparing((AirState s) -> !hasData(view, s))
                    .thenComparing(s -> -s.getAqi())
                    .thenComparing(AirState::getName))
            .toList();
    html.raw("<ul class=\"tiles\">");
    sorted.forEach(station -> tile(html, view, station));
    html.raw("</ul>");
  }

  /** Whether its index says how the air is now. */
  static boolean hasData(View view, AirState station) {
    return CATEGORIES.contains(station.getCategory())
        && station.hasAqi()
        && !view.isOld(seenMs(station), OLD);
  }

  /** A site is as old as the hour it is estimated for. */
  private static long seenMs(AirState state) {
    return state.hasSite() ? state.getHourMs() + HOUR_MS : state.getObservedAtMs();
  }

  private static void tile(Html html, View view, AirState station) {
    boolean known = hasData(view, station);
    String category = known ? station.getCategory() : NO_DATA;
    html.raw("<li class=\"tile\"><span class=\"aqi " + category + "\">");
    html.text(known ? view.texts().number(station.getAqi()) : "–").raw("</span><div>");
    String id = station.hasSite() ? station.getSite().getSite() : station.getStation();
    String name = station.getName().isEmpty() ? id : station.getName();
    html.element("strong", "name", name);
    boolean gasesAlone = known && List.of(station.getMissing().split(",")).contains("pm2_5");
    html.element(
        "span",
        "what",
        view.texts().word("category", category)
            + (gasesAlone ? ", " + view.texts().say("ui.air.without-pm") : ""));
    if (known && station.getHourMs() > 0) {
      html.element("span", "fact", index(view, station));
    }
    html.element("span", "fact", fact(view, station, known)).raw("</div></li>");
  }

  /** Of which hour the index is: the newest reading beside it is of another time. */
  private static String index(View view, AirState station) {
    return view.texts()
        .say(
            "ui.air.index",
            "from",
            view.timeOfDay(station.getHourMs()),
            "to",
            view.timeOfDay(station.getHourMs() + HOUR_MS));
  }

  private static String fact(View view, AirState station, boolean known) {
    if (station.hasSite()) {
      return known
          ? view.texts()
              .say(
                  "ui.sites.stations",
                  "n",
                  view.texts().number(station.getSite().getStationsCount()))
          : view.texts().word("because", station.getSite().getNoDataBecause());
    }
    if (!known) {
      return station.getObservedAtMs() == 0
          ? view.texts().say("because.not-heard")
          : view.texts().say("ui.at", "at", view.time(station.getObservedAtMs()));
    }
    return station.hasPm25Ugm3()
        ? view.texts()
            .say(
                "ui.air.newest",
                "value",
                view.texts().number(station.getPm25Ugm3()) + " µg/m³",
                "at",
                view.timeOfDay(station.getObservedAtMs()))
        : view.time(station.getObservedAtMs());
  }
}
