package city.pulso.alerting.notify;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that answers what a story wants and remembers what it was sent. */
public final class WebhookReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);

  /** One request. */
  public record Request(String idempotencyKey, String authorization, String body, int answered) {}

  public WebhookReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/alerts",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          int answer = status.get();
          requests.add(
              new Request(
                  exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  body,
                  answer));
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
  }

  public void answer(int code) {
    status.set(code);
  }

  public List<Request> requests() {
    return requests;
  }

  /** Keys of what was answered 2xx. */
  public List<String> taken() {
    return requests.stream()
        .filter(r -> r.answered() / 100 == 2)
        .map(Request::idempotencyKey)
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
