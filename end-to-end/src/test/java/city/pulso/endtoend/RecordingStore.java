package city.pulso.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A store that remembers every point as InfluxDB would: the same tags and time are the same point,
 * and the newest write of it counts. Tags and texts without escapes only.
 */
final class RecordingStore implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Map<String, String>> points = new LinkedHashMap<>();
  private final AtomicLong lines = new AtomicLong();

  RecordingStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v2/write", this::take);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lines received, repetitions included. */
  long lines() {
    return lines.get();
  }

  /** Points of a measurement: fields by {@code measurement,tag=value… time}. */
  synchronized Map<String, Map<String, String>> points(String measurement) {
    Map<String, Map<String, String>> found = new LinkedHashMap<>();
    points.forEach(
        (key, fields) -> {
          if (key.startsWith(measurement + ",")) {
            found.put(key, fields);
          }
        });
    return found;
  }

  private void take(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    try (InputStream body = exchange.getRequestBody();
        InputStream plain = zipped ? new GZIPInputStream(body) : body) {
      keep(new String(plain.readAllBytes(), StandardCharsets.UTF_8));
    }
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  private synchronized void keep(String body) {
    for (String line : body.split("\n")) {
      int firstSpace = line.indexOf(' ');
      int lastSpace = line.lastIndexOf(' ');
      Map<String, String> fields = new LinkedHashMap<>();
      for (String field : line.substring(firstSpace + 1, lastSpace).split(",(?=[a-z0-9_]+=)")) {
        String[] parts = field.split("=", 2);
        fields.put(parts[0], parts[1]);
      }
      points.put(line.substring(0, firstSpace) + line.substring(lastSpace), fields);
      lines.incrementAndGet();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
