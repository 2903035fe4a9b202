package city.pulso.alerting.console;

import city.pulso.schemas.v1.HomeState;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;

/**
 * Homes by pseudonym: those without activity first, then those of which nothing is known, then
 * those where a part of the plugs is silent.
 */
final class HomesSection {
  static final String NORMAL = "normal";
  static final String INACTIVE = "inactive";
  static final String UNKNOWN = "unknown";
  private static final Duration OLD = Duration.ofHours(3);

  private HomesSection() {}

  static String render(View view, Collection<HomeState> homes) {
    Html html = new Html();
    if (homes.isEmpty()) {
      return html.element("p", "calm unheard", view.texts().say("ui.homes.none")).toString();
    }
    html.raw("<ul class=\"homes\">");
    homes.stream()
        .sorted(
            Comparator.comparing((HomeState home) -> rank(state(view, home)))
                .thenComparing(home -> !partlySilent(view, home))
                .thenComparing(HomeState::getHome))
        .forEach(home -> home(html, view, home));
    return html.raw("</ul>").toString();
  }

  /** A verdict that is too old, or that we do not know, is no verdict. */
  static String state(View view, HomeState home) {
    boolean verdict = home.getState().equals(NORMAL) || home.getState().equals(INACTIVE);
    return verdict && !view.isOld(home.getEvaluatedAtMs(), OLD) ? home.getState() : UNKNOWN;
  }

  /** Whether a verdict holds that rests on a part of its plugs alone. */
  static boolean partlySilent(View view, HomeState home) {
    return !state(view, home).equals(UNKNOWN) && home.getPlugsSilent() > 0;
  }

  private static void home(Html html, View view, HomeState home) {
    String state = state(view, home);
    html.raw("<li class=\"home " + state + (partlySilent(view, home) ? " partly" : "") + "\">");
    html.element("strong", "name", home.getHome());
    html.element("span", "what", what(view, home, state));
    html.element(
        "span",
        "fact",
        home.getLastActivityMs() > 0
            ? view.texts().say("ui.last-activity", "at", view.time(home.getLastActivityMs()))
            : view.texts().say("ui.no-activity"));
    html.raw("</li>");
  }

  private static String what(View view, HomeState home, String state) {
    String word = view.texts().word("home", state);
    if (!state.equals(UNKNOWN)) {
      return partlySilent(view, home)
          ? word
              + ", "
              + view.texts()
                  .say(
                      "ui.plugs-silent",
                      "silent",
                      Integer.toUnsignedString(home.getPlugsSilent()),
                      "plugs",
                      Integer.toUnsignedString(home.getPlugs()))
          : word;
    }
    if (home.getState().equals(UNKNOWN) && !home.getBecause().isEmpty()) {
      return word + ": " + view.texts().word("because", home.getBecause());
    }
    return word + ": " + view.texts().say("ui.no-data");
  }

  private static int rank(String state) {
    return switch (state) {
      case INACTIVE -> 0;
      case UNKNOWN -> 1;
      default -> 2;
    };
  }
}
