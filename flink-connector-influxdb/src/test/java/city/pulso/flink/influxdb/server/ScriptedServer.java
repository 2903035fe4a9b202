package city.pulso.flink.influxdb.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Answers as told: first what is scripted, one answer per request, then by its rule. */
public final class ScriptedServer implements AutoCloseable {
  /** One request as it came. */
  public record Request(URI uri, Map<String, List<String>> headers, String body) {}

  /** One answer. */
  public record Answer(int status, Map<String, String> headers, String body) {
    public static Answer of(int status) {
      return new Answer(status, Map.of(), "");
    }

    public static Answer of(int status, String body) {
      return new Answer(status, Map.of(), body);
    }

    public Answer with(String header, String value) {
      return new Answer(status, Map.of(header, value), body);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Answer> script = new ArrayDeque<>();
  private volatile Function<Request, Answer> rule = request -> Answer.of(204);

  private ScriptedServer(HttpServer server) {
    this.server = server;
  }

  public static ScriptedServer start() throws IOException {
    var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var scripted = new ScriptedServer(http);
    http.createContext("/", scripted::answer);
    http.setExecutor(scripted.threads);
    http.start();
    return scripted;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public ScriptedServer first(Answer... answers) {
    synchronized (script) {
      script.addAll(List.of(answers));
    }
    return this;
  }

  public ScriptedServer then(Function<Request, Answer> newRule) {
    this.rule = newRule;
    return this;
  }

  public List<Request> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var request = new Request(exchange.getRequestURI(), exchange.getRequestHeaders(), body);
    requests.add(request);
    Answer answer;
    synchronized (script) {
      answer = script.poll();
    }
    if (answer == null) {
      answer = rule.apply(request);
    }
    answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }
}
