package city.pulso.alerting.sign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.alerting.notify.RetryPolicy;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignPostTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RetryPolicy SOON =
      new RetryPolicy(3, Duration.ofMillis(5), Duration.ofMillis(10));

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger answer = new AtomicInteger(204);
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private SignPost post;

  @BeforeEach
  void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          int now = answer.get(); // the test may change it as soon as it sees the request
          if (now == 204) {
            bodies.add(body);
          }
          asked.incrementAndGet();
          exchange.sendResponseHeaders(now, -1);
          exchange.close();
        });
    server.start();
    post =
        new SignPost(
            Sign.at(
                "town-hall",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/sign")),
            SOON);
  }

  @AfterEach
  void close() {
    post.close();
    server.stop(0);
  }

  @Test
  void a_sign_is_told_the_state_as_it_stands_on_its_topic() {
    post.start();
    post.changed("parking", "z-1", "{\"zone\":\"z-1\",\"free\":3}".getBytes(UTF_8));
    await().atMost(MINUTE).until(() -> post.posted() == 1);
    assertThat(bodies)
        .containsExactly(
            "{\"kind\":\"parking\",\"id\":\"z-1\",\"state\":{\"zone\":\"z-1\",\"free\":3}}");
  }

  @Test
  void homes_and_gateways_are_no_business_of_a_sign() {
    post.start();
    post.changed("homes", "h-1", "{}".getBytes(UTF_8));
    post.changed("gateway", "gw.air", "{}".getBytes(UTF_8));
    post.changed("air", "s-1", "{}".getBytes(UTF_8));
    await().atMost(MINUTE).until(() -> post.posted() == 1);
    assertThat(bodies).singleElement().asString().contains("\"s-1\"");
  }

  @Test
  void what_waits_is_replaced_by_what_is_newer() {
    for (int free = 0; free < 50; free++) {
      post.changed("parking", "z-1", ("{\"free\":" + free + "}").getBytes(UTF_8));
    }
    post.changed("parking", "z-gone", "{\"free\":1}".getBytes(UTF_8));
    post.changed("parking", "z-gone", new byte[0]);
    post.changed("parking", "z-2", "{\"free\":7}".getBytes(UTF_8));
    post.start();
    await().atMost(MINUTE).until(() -> post.posted() == 2);
    assertThat(bodies).hasSize(2);
    assertThat(bodies.get(0)).contains("\"free\":49");
    assertThat(bodies.get(1)).contains("\"free\":7");
  }

  @Test
  void a_sign_that_fails_is_told_once_it_answers() {
    answer.set(503);
    post.start();
    post.changed("parking", "z-1", "{\"free\":3}".getBytes(UTF_8));
    await().atMost(MINUTE).until(() -> asked.get() >= 5);
    assertThat(bodies).isEmpty();
    answer.set(204);
    await().atMost(MINUTE).until(() -> post.posted() == 1);
    assertThat(bodies).hasSize(1);
    assertThat(post.retried()).isGreaterThanOrEqualTo(5);
  }
}
