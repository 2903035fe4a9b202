package city.pulso.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Serves {@code GET /metrics} (Prometheus text format, or OpenMetrics 1.0 to who asks for it),
 * {@code GET /health} and {@code /health/ready} (200 when ready, else 503, and why), {@code GET
 * /health/live} (200, else 503). One thread; for one scraper.
 */
public final class MetricsServer implements AutoCloseable {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final HttpServer server;

  private MetricsServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Binds the address and starts to answer.
   *
   * @param metrics asked at every scrape: from the content type to the page
   * @param health asked at every look
   * @param refused why the configuration as it is now does not hold; empty: it does
   * @throws IOException when the address cannot be bound; names it
   */
  public static MetricsServer start(
      InetSocketAddress address,
      UnaryOperator<String> metrics,
      Supplier<List<Health>> health,
      Supplier<String> refused)
      throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(address, 8);
    } catch (IOException e) {
      throw new IOException("cannot serve metrics on " + address + ": " + e.getMessage(), e);
    }
    server.createContext("/metrics", exchange -> metrics(exchange, metrics));
    server.createContext("/health", exchange -> health(exchange, health.get(), refused.get()));
    server.start();
    return new MetricsServer(server);
  }

  /** Where it listens, with the port that was really bound. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static void metrics(HttpExchange exchange, UnaryOperator<String> metrics)
      throws IOException {
    List<String> accepted = exchange.getRequestHeaders().getOrDefault("Accept", List.of());
    String type =
        accepted.stream().anyMatch(accept -> accept.contains(OPEN_METRICS))
            ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    answer(exchange, 200, type, metrics.apply(type));
  }

  private static void health(HttpExchange exchange, List<Health> all, String refused)
      throws IOException {
    boolean good =
        exchange.getRequestURI().getPath().equals("/health/live")
            ? all.stream().allMatch(Health::live)
            : all.stream().allMatch(Health::ready);
    answer(exchange, good ? 200 : 503, "application/json", Health.json(all, refused));
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
