package city.pulso.alerting.console;

import city.pulso.schemas.v1.ParkingState;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;

/** Parking zones with a bar of free, unknown and occupied places. */
final class ParkingSection {
  private static final Duration OLD = Duration.ofHours(3);
  private static final int BAR = 200; // units of the drawing

  private ParkingSection() {}

  static String render(View view, Collection<ParkingState> zones) {
    Html html = new Html();
    if (zones.isEmpty()) {
      return html.element("p", "calm unheard", view.texts().say("ui.zones.none")).toString();
    }
    html.raw("<ul class=\"zones\">");
    zones.stream()
        .sorted(Comparator.comparing(ParkingState::getName).thenComparing(ParkingState::getZone))
        .forEach(zone -> zone(html, view, zone));
    return html.raw("</ul>").toString();
  }

  /** Whether anything of it is known now. */
  static boolean hasData(View view, ParkingState zone) {
    return zone.getFree() + zone.getOccupied() > 0 && !view.isOld(zone.getObservedAtMs(), OLD);
  }

  private static void zone(Html html, View view, ParkingState zone) {
    boolean known = hasData(view, zone);
    int unknown = known ? zone.getUnknown() : capacity(zone);
    html.raw("<li class=\"zone" + (known ? "" : " no-data") + "\"><div class=\"zone-head\">");
    html.element("strong", "name", zone.getName().isEmpty() ? zone.getZone() : zone.getName());
    if (known) {
      html.raw("<span class=\"free\"><b>").text(view.texts().number(zone.getFree())).raw("</b> ");
      html.text(view.texts().say("ui.free")).raw("</span>");
    } else {
      String why = zone.getObservedAtMs() == 0 ? "because.not-heard" : "ui.no-data";
      html.element("span", "free none", view.texts().say(why));
    }
    html.raw("</div>");
    bar(html, known ? zone.getFree() : 0, unknown, known ? zone.getOccupied() : 0);
    html.raw("<div class=\"fact\">");
    if (unknown > 0 && known) {
      html.raw("<span class=\"dunno\">").text(view.texts().number(unknown)).raw(" ");
      html.text(view.texts().say("ui.unknown")).raw("</span> · ");
    }
    String capacity = view.texts().number(capacity(zone));
    html.text(view.texts().say("ui.capacity", "capacity", capacity));
    if (!known && zone.getObservedAtMs() > 0) {
      html.raw(" · ");
      html.text(view.texts().say("ui.at", "at", view.time(zone.getObservedAtMs())));
    }
    html.raw("</div></li>");
  }

  private static int capacity(ParkingState zone) {
    return Math.max(zone.getCapacity(), zone.getFree() + zone.getOccupied() + zone.getUnknown());
  }

  private static void bar(Html html, int free, int unknown, int occupied) {
    long all = Math.max(1L, (long) free + unknown + occupied);
    long freeTo = BAR * (long) free / all;
    long unknownTo = BAR * ((long) free + unknown) / all;
    html.raw("<svg class=\"bar\" viewBox=\"0 0 " + BAR + " 8\" preserveAspectRatio=\"none\"");
    html.raw(" aria-hidden=\"true\"><rect class=\"occupied\" width=\"" + BAR + "\" height=\"8\"/>");
    html.raw("<rect class=\"dunno\" width=\"" + unknownTo + "\" height=\"8\"/>");
    html.raw("<rect class=\"free\" width=\"" + freeTo + "\" height=\"8\"/></svg>");
  }
}
