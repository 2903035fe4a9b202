package city.pulso.alerting.console;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;

/** Files that every page needs and that tell nobody anything: served without the token. */
final class Assets {
  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/1.9.12/dist/";

  private Assets() {}

  static void serve(RoutesConfig routes) throws IOException {
    serve(routes, "console.css", "text/css; charset=utf-8", "console.css");
    serve(routes, "icon.svg", "image/svg+xml", "icon.svg");
    serve(routes, "htmx.js", "text/javascript; charset=utf-8", HTMX + "htmx.min.js");
    serve(routes, "sse.js", "text/javascript; charset=utf-8", HTMX + "ext/sse.js");
  }

  private static void serve(RoutesConfig routes, String name, String type, String resource)
      throws IOException {
    byte[] content = read(resource);
    routes.get("/assets/" + name, ctx -> send(ctx, type, content));
  }

  private static void send(Context ctx, String type, byte[] content) {
    ctx.header("Cache-Control", "public, max-age=3600").contentType(type).result(content);
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing from the class path");
      }
      return in.readAllBytes();
    }
  }
}
