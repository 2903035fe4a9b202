package city.pulso.alerting.console;

import city.pulso.alerting.text.Language;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in who has the token, and remembers what a browser has chosen. */
final class Door {
  private static final String SESSION = "pulso-session";
  private static final String LANGUAGE = "pulso-language";
  private static final String NAME = "pulso-name";
  private static final int TWELVE_HOURS = 12 * 60 * 60; // seconds
  private static final int A_YEAR = 365 * 24 * 60 * 60; // seconds
  private static final Set<String> OPEN = Set.of("/health", "/metrics");

  private final AccessToken token;
  private final LivePage page;
  private final Language otherwise;

  Door(AccessToken token, LivePage page, Language otherwise) {
    this.token = token;
    this.page = page;
    this.otherwise = otherwise;
  }

  /** Before every request. */
  void check(Context ctx) {
    if (OPEN.contains(ctx.path()) || ctx.path().startsWith("/assets/")) {
      return;
    }
    String offered = ctx.queryParam("token");
    if (offered != null && token.matches(offered)) {
      keep(ctx, SESSION, token.newSession(), TWELVE_HOURS);
      ctx.redirect("/", HttpStatus.SEE_OTHER);
      ctx.skipRemainingHandlers();
    } else if (session(ctx) == null) {
      ctx.status(HttpStatus.UNAUTHORIZED);
      ctx.html(Pages.locked(page.view(language(ctx)), token.file().toString(), address(ctx)));
      ctx.skipRemainingHandlers();
    }
  }

  /** What forms of this session carry. */
  String formToken(Context ctx) {
    String session = session(ctx);
    return session == null ? "" : token.formToken(session);
  }

  /** Whether a form came from a page of ours, shown in this session. */
  boolean isOurForm(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    String offered = ctx.formParam("form");
    String session = session(ctx);
    return (site == null || site.equals("same-origin"))
        && session != null
        && offered != null
        && token.isFormToken(session, offered);
  }

  /** As asked for now, as chosen before, as the browser prefers, as configured. */
  Language language(Context ctx) {
    String asked = ctx.queryParam("lang");
    if (asked != null) {
      Optional<Language> chosen = Language.of(asked);
      if (chosen.isPresent()) {
        keep(ctx, LANGUAGE, chosen.get().tag(), A_YEAR);
        return chosen.get();
      }
    }
    String kept = ctx.cookie(LANGUAGE);
    return Optional.ofNullable(kept)
        .flatMap(Language::of)
        .or(() -> preferred(ctx.header("Accept-Language")))
        .orElse(otherwise);
  }

  /** The name given last with this browser; may be empty. */
  String name(Context ctx) {
    String kept = ctx.cookie(NAME);
    try {
      return kept == null ? "" : URLDecoder.decode(kept, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notOurs) {
      return "";
    }
  }

  void keepName(Context ctx, String name) {
    keep(ctx, NAME, URLEncoder.encode(name, StandardCharsets.UTF_8), TWELVE_HOURS);
  }

  private @Nullable String session(Context ctx) {
    String cookie = ctx.cookie(SESSION);
    return cookie != null && token.isSession(cookie) ? cookie : null;
  }

  private static void keep(Context ctx, String name, String value, int seconds) {
    boolean secure = "https".equals(ctx.scheme());
    ctx.cookie(new Cookie(name, value, "/", seconds, secure, true, null, SameSite.STRICT));
  }

  /** First of ours in the browser's list; its order is its preference in practice. */
  private static Optional<Language> preferred(@Nullable String accepted) {
    if (accepted == null) {
      return Optional.empty();
    }
    for (String range : accepted.split(",", 20)) {
      Optional<Language> language = Language.of(range.split(";", 2)[0]);
      if (language.isPresent()) {
        return language;
      }
    }
    return Optional.empty();
  }

  private static String address(Context ctx) {
    return ctx.scheme() + "://" + ctx.host() + "/";
  }
}
