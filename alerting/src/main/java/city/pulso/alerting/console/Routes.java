package city.pulso.alerting.console;

import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.alert.TrackedAlert;
import city.pulso.alerting.text.Language;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the console answers. */
final class Routes {
  private static final int ROWS = 50; // of the history, per page
  private static final int LAST_PAGE = 10_000;
  private static final String NAME_NEEDED = "ui.by-name-needed";
  private static final Set<String> REASONS =
      Set.of(NAME_NEEDED, "ui.ack.already", "ui.ack.cleared", "ui.ack.unknown");

  private final AlertBook book;
  private final LivePage page;
  private final LiveFeed feed;
  private final Door door;

  Routes(AlertBook book, LivePage page, LiveFeed feed, Door door) {
    this.book = book;
    this.page = page;
    this.feed = feed;
    this.door = door;
  }

  void add(RoutesConfig routes) {
    routes.get("/", this::live);
    routes.get("/history", this::history);
    routes.get("/alert", this::alert);
    routes.post("/alerts/acknowledge", this::acknowledge);
    routes.before("/live", this::refuseWhenFull);
    routes.sse("/live", client -> feed.watch(client, door.language(client.ctx())));
    routes.error(404, "*", this::missing);
  }

  private void live(Context ctx) {
    Language language = door.language(ctx);
    ctx.html(
        Pages.live(
            page.view(language), page.sections(language), door.formToken(ctx), door.name(ctx)));
  }

  private void history(Context ctx) {
    int number = pageNumber(ctx.queryParam("page"));
    List<TrackedAlert> rows = book.newest(ROWS + 1, number * ROWS);
    boolean more = rows.size() > ROWS;
    List<TrackedAlert> shown = more ? rows.subList(0, ROWS) : rows;
    ctx.html(Pages.history(page.view(door.language(ctx)), shown, number, more));
  }

  private void alert(Context ctx) {
    String id = ctx.queryParam("id");
    Optional<TrackedAlert> found = id == null ? Optional.empty() : book.find(id);
    if (found.isEmpty()) {
      ctx.status(HttpStatus.NOT_FOUND);
      return;
    }
    String why = ctx.queryParam("why");
    ctx.html(
        Pages.alert(
            page.view(door.language(ctx)),
            found.get(),
            book.parts(found.get().alert().id(), AlertsSection.MOST),
            book.audit(found.get().alert().id()),
            door.formToken(ctx),
            door.name(ctx),
            why != null && REASONS.contains(why) ? why : ""));
  }

  private void acknowledge(Context ctx) {
    if (!door.isOurForm(ctx)) {
      ctx.status(HttpStatus.FORBIDDEN).result("this form is not from a page of this session\n");
      return;
    }
    String id = text(ctx.formParam("id"));
    String by = text(ctx.formParam("by"));
    if (by.isBlank() || by.length() > AlertBook.LONGEST_NAME) {
      goTo(ctx, Pages.alertLink(id, NAME_NEEDED));
      return;
    }
    door.keepName(ctx, by);
    AlertBook.Answer answer = book.acknowledge(id, by);
    if (isFragment(ctx)) {
      ctx.html(page.alerts(door.language(ctx)));
    } else {
      goTo(ctx, Pages.alertLink(id, reason(answer)));
    }
  }

  private static String reason(AlertBook.Answer answer) {
    return switch (answer) {
      case ACKNOWLEDGED -> "";
      case ALREADY -> "ui.ack.already";
      case CLEARED -> "ui.ack.cleared";
      case UNKNOWN -> "ui.ack.unknown";
    };
  }

  private void refuseWhenFull(Context ctx) {
    if (feed.isFull()) {
      String words = page.view(door.language(ctx)).texts().say("ui.503.live");
      ctx.status(HttpStatus.SERVICE_UNAVAILABLE).result(words + "\n").skipRemainingHandlers();
    }
  }

  private void missing(Context ctx) {
    if (!ctx.path().startsWith("/assets/")) {
      ctx.html(Pages.missing(page.view(door.language(ctx))));
    }
  }

  /** A page's script follows HX-Redirect; a plain form follows 303. */
  private static void goTo(Context ctx, String link) {
    if (isFragment(ctx)) {
      ctx.header("HX-Redirect", link);
    } else {
      ctx.redirect(link, HttpStatus.SEE_OTHER);
    }
  }

  private static boolean isFragment(Context ctx) {
    return "true".equals(ctx.header("HX-Request"));
  }

  private static int pageNumber(@org.jspecify.annotations.Nullable String text) {
    return text != null && text.matches("\\d{1,5}")
        ? Math.min(Integer.parseInt(text), LAST_PAGE)
        : 0;
  }

  private static String text(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : value;
  }
}
