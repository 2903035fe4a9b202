package city.pulso.alerting.console;

import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.alert.TrackedAlert;
import city.pulso.alerting.live.LiveState;
import city.pulso.alerting.text.Language;
import city.pulso.alerting.text.Texts;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Writes the sections of the live page, each as it is pushed. Threads: any. */
final class LivePage {
  /** In the order in which they stand on the page below the summary. */
  static final List<String> SECTIONS = List.of("alerts", "stations", "zones", "homes", "gateways");

  static final String CLOCK = "clock";
  static final String SUMMARY = "summary";

  private final AlertBook book;
  private final LiveState live;
  private final BooleanSupplier connected;
  private final String city;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param connected whether the broker is heard
   */
  LivePage(
      AlertBook book,
      LiveState live,
      BooleanSupplier connected,
      String city,
      ZoneId zone,
      Clock clock) {
    this.book = book;
    this.live = live;
    this.connected = connected;
    this.city = city;
    this.zone = zone;
    this.clock = clock;
  }

  View view(Language language) {
    return new View(Texts.in(language), city, zone, clock.instant());
  }

  /** Every section as it is now, by the name of its event. */
  Map<String, String> sections(Language language) {
    View view = view(language);
    List<TrackedAlert> open = book.open(AlertsSection.MOST);
    long openCount = open.size() < AlertsSection.MOST ? open.size() : book.openCount();
    boolean heard = connected.getAsBoolean();
    Map<String, String> sections = new LinkedHashMap<>();
    sections.put(CLOCK, clock(view, heard));
    sections.put(SUMMARY, SummarySection.render(view, open, openCount, live));
    sections.put("alerts", AlertsSection.render(view, open, openCount, heard));
    sections.put("stations", AirSection.render(view, live.stations(), live.sites()));
    sections.put("zones", ParkingSection.render(view, live.zones()));
    sections.put("homes", HomesSection.render(view, live.homes()));
    sections.put("gateways", GatewaysSection.render(view, live));
    return sections;
  }

  String alerts(Language language) {
    List<TrackedAlert> open = book.open(AlertsSection.MOST);
    return AlertsSection.render(view(language), open, book.openCount(), connected.getAsBoolean());
  }

  /**
   * The light fades by style alone when no new clock arrives: see {@code .pulse} in the style
   * sheet.
   */
  private static String clock(View view, boolean heard) {
    Html html = new Html();
    html.raw("<time class=\"city-time\"").attribute("datetime", view.now().toString()).raw(">");
    html.text(view.texts().clock(view.now(), view.zone())).raw("</time>");
    html.raw("<span class=\"pulse\"><span class=\"is-live\">");
    html.text(view.texts().say("ui.live")).raw("</span><span class=\"is-lost\">");
    html.text(view.texts().say("ui.reconnecting")).raw("</span></span>");
    if (!heard) {
      html.element("p", "banner", view.texts().say("ui.not-connected"));
    }
    return html.toString();
  }
}
