package city.pulso.flink.influxdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.influxdb.server.ScriptedServer;
import city.pulso.flink.influxdb.server.ScriptedServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writer does with each kind of answer, over real HTTP. */
@NullUnmarked
class InfluxSinkWriterTest {
  private ScriptedServer server;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_batch_is_written_when_it_has_enough_points() throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V2, b -> b.maxBatchPoints(3))) {
      write(sink, 0, 7);
      assertThat(bodies())
          .containsExactly("m v=0i 0\nm v=1i 1\nm v=2i 2", "m v=3i 3\nm v=4i 4\nm v=5i 5");
      sink.flush();
      assertThat(bodies()).hasSize(3).last().isEqualTo("m v=6i 6");
    }
  }

  @Test
  void a_batch_is_written_before_it_gets_too_large() throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V2, b -> b.maxBatchBytes(1024))) {
      for (int i = 0; i < 10; i++) {
        sink.write(Point.ofLine("m t=\"" + "é".repeat(150) + "\" " + i));
      }
      sink.flush();
      assertThat(bodies())
          .hasSizeGreaterThan(3)
          .allSatisfy(
              body ->
                  assertThat(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                      .hasSizeLessThanOrEqualTo(1024));
    }
  }

  @Test
  void a_point_waits_no_longer_than_the_flush_interval() throws Exception {
    try (var sink =
        TestSink.to(server.url(), InfluxApi.V2, b -> b.flushInterval(Duration.ofMillis(500)))) {
      write(sink, 0, 1);
      sink.timers().advance(499);
      assertThat(bodies()).isEmpty();
      sink.timers().advance(1);
      assertThat(bodies()).hasSize(1);
      write(sink, 1, 2);
      sink.timers().advance(500);
      assertThat(bodies()).as("the timer is set again").hasSize(2);
    }
  }

  @Test
  void an_observer_hears_of_what_was_answered_and_its_report_precedes_the_checkpoint()
      throws Exception {
    var observer = new Noting();
    try (var sink =
        TestSink.to(
            server.url(), InfluxApi.V2, b -> b.maxBatchPoints(3).observer(context -> observer))) {
      write(sink, 0, 5);
      assertThat(observer.answered)
          .as("the first batch; point 1 is of no interest")
          .containsExactly(0L, 2L);

      sink.flush();

      assertThat(observer.answered).containsExactly(0L, 2L, 3L, 4L);
      assertThat(bodies()).hasSize(3).last().isEqualTo("report answered=4i 0");
      sink.flush();
      assertThat(bodies()).as("nothing new to report").hasSize(3);
    }
  }

  /** Notes the last character of each point. */
  private static final class Noting implements WriteObserver.Observation<Point> {
    private final List<Long> answered = new ArrayList<>();
    private int reported;

    @Override
    public long note(Point element) {
      long time = Long.parseLong(element.line().substring(element.line().length() - 1));
      return time == 1 ? WriteObserver.NONE : time;
    }

    @Override
    public void answered(long[] notes, int count) {
      for (int i = 0; i < count; i++) {
        answered.add(notes[i]);
      }
    }

    @Override
    public void report(Consumer<Point> out) {
      if (reported < answered.size()) {
        reported = answered.size();
        out.accept(Point.ofLine("report answered=" + reported + "i 0"));
      }
    }
  }

  @Test
  void the_address_of_2_x_carries_org_bucket_precision_and_token(@TempDir Path directory)
      throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "t0ken\n");
    try (var sink =
        TestSink.to(
            server.url(), InfluxApi.V2, b -> b.org("city").bucket("air").tokenFile(token))) {
      write(sink, 0, 1);
      sink.flush();
    }
    var request = server.requests().get(0);
    assertThat(request.uri().getPath()).isEqualTo("/api/v2/write");
    assertThat(request.uri().getQuery().split("&"))
        .containsExactlyInAnyOrder("org=city", "bucket=air", "precision=ms");
    assertThat(request.headers().get("Authorization")).containsExactly("Token t0ken");
  }

  @Test
  void the_address_of_1_x_carries_database_policy_and_precision() throws Exception {
    try (var sink = TestSink.to(server.url(), InfluxApi.V1, b -> b.bucket("air/weekly"))) {
      write(sink, 0, 1);
      sink.flush();
    }
    var request = server.requests().get(0);
    assertThat(request.uri().getPath()).isEqualTo("/write");
    assertThat(request.uri().getQuery().split("&"))
        .containsExactlyInAnyOrder("db=air", "rp=weekly", "precision=ms");
  }

  @Test
  void an_overloaded_server_is_asked_again_when_it_says() throws Exception {
    server.first(
        Answer.of(429).with("Retry-After", "7"),
        Answer.of(503, "{\"code\":\"unavailable\",\"message\":\"compacting\"}"));
    try (var sink =
        TestSink.to(
            server.url(),
            InfluxApi.V2,
            b -> b.backoff(Duration.ofMillis(100), Duration.ofSeconds(1)))) {
      write(sink, 0, 5);
      sink.flush();
      assertThat(sink.pauses().get(0)).isEqualTo(Duration.ofSeconds(7));
      assertThat(sink.pauses().get(1)).isBetween(Duration.ofMillis(150), Duration.ofMillis(250));
      assertThat(sink.metrics().retries()).isEqualTo(2);
      assertThat(sink.metrics().pointsWritten()).isEqualTo(5);
    }
    assertThat(bodies()).hasSize(3).allMatch(body -> body.equals(bodies().get(0)));
  }

  @Test
  void a_server_that_is_away_is_asked_until_the_retries_are_used_up() throws Exception {
    server.close();
    try (var sink = TestSink.to(server.url(), InfluxApi.V2, b -> b.maxRetries(3))) {
      write(sink, 0, 1);
      assertThatThrownBy(sink::flush).hasMessageContaining("gave up after 3 retries");
      assertThat(sink.pauses()).hasSize(3);
    }
  }

  @Test
  void poison_lines_are_found_by_halving_and_all_others_are_stored() throws Exception {
    Set<String> stored = ConcurrentHashMap.newKeySet();
    server.then(
        request -> {
          List<String> lines = request.body().lines().toList();
          lines.stream().filter(line -> !line.contains("bad")).forEach(stored::add);
          return lines.stream().anyMatch(line -> line.contains("bad"))
              ? Answer.of(422, "{\"code\":\"unprocessable entity\",\"message\":\"conflict\"}")
              : Answer.of(204);
        });
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      for (int i = 0; i < 1000; i++) {
        sink.write(Point.ofLine("m v=" + (i % 400 == 7 ? "bad" : "1") + " " + i));
      }
      sink.flush();
      assertThat(sink.rejected())
          .extracting(RejectedPoint::line)
          .containsExactlyInAnyOrder("m v=bad 7", "m v=bad 407", "m v=bad 807");
      assertThat(sink.rejected().get(0).reason()).isEqualTo("HTTP 422: conflict");
      assertThat(sink.metrics().pointsWritten()).isEqualTo(997);
      assertThat(sink.metrics().pointsRejected()).isEqualTo(3);
    }
    assertThat(stored).hasSize(997);
    assertThat(server.requests()).as("requests").hasSizeLessThan(70);
  }

  @Test
  void a_line_the_server_names_is_given_up_only_when_refused_alone() throws Exception {
    server.first(
        Answer.of(
            400,
            "{\"error\":\"partial write of line protocol occurred\",\"data\":["
                + "{\"original_line\":\"m v=1\",\"line_number\":2,\"error_message\":\"bad\"}]}"));
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      write(sink, 0, 3);
      sink.flush();
      assertThat(sink.rejected()).as("the server took it the second time").isEmpty();
    }
    assertThat(bodies())
        .as("in order, so that of two points of one time the later stays")
        .containsExactly("m v=0i 0\nm v=1i 1\nm v=2i 2", "m v=0i 0", "m v=1i 1", "m v=2i 2");
  }

  @Test
  void a_request_that_is_too_large_is_halved() throws Exception {
    server.then(r -> Answer.of(r.body().lines().count() > 2 ? 413 : 204));
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      write(sink, 0, 8);
      sink.flush();
      assertThat(sink.metrics().pointsWritten()).isEqualTo(8);
    }
  }

  @Test
  void a_refused_token_fails_with_the_setting_to_look_at() throws Exception {
    server.then(
        r -> Answer.of(401, "{\"code\":\"unauthorized\",\"message\":\"unauthorized access\"}"));
    try (var sink = TestSink.to(server.url(), InfluxApi.V2)) {
      write(sink, 0, 1);
      assertThatThrownBy(sink::flush)
          .hasMessageContaining("HTTP 401: unauthorized access")
          .hasMessageContaining("tokenFile");
    }
  }

  @Test
  void an_interrupt_ends_the_waiting() throws Exception {
    server.then(r -> Answer.of(503));
    try (var sink = TestSink.to(server.url(), InfluxApi.V2).interruptedWhileWaiting()) {
      write(sink, 0, 1);
      assertThatThrownBy(sink::flush).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void an_element_the_converter_cannot_convert_costs_itself_only() throws Exception {
    try (var sink =
        TestSink.to(
            server.url(),
            InfluxApi.V2,
            (point, points) -> {
              if (point.line().contains("v=1i")) {
                throw new IllegalArgumentException("no such station");
              }
              points.accept(point);
            })) {
      write(sink, 0, 3);
      sink.flush();
      assertThat(sink.rejected())
          .singleElement()
          .satisfies(point -> assertThat(point.reason()).contains("no such station"));
      assertThat(sink.metrics().pointsWritten()).isEqualTo(2);
    }
  }

  @Test
  void so_many_requests_are_under_way_and_no_more() throws Exception {
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    var allThere = new CountDownLatch(3);
    server.then(
        request -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          allThere.countDown();
          try {
            assertThat(allThere.await(90, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          underWay.decrementAndGet();
          return Answer.of(204);
        });
    try (var sink = TestSink.concurrent(server.url(), InfluxApi.V2, 3, 5)) {
      for (int i = 0; i < 600; i++) {
        sink.write(Point.ofLine("m,s=" + i % 40 + " v=1 " + i));
      }
      sink.flush();
      assertThat(sink.metrics().pointsWritten()).isEqualTo(600);
    }
    assertThat(most).hasValue(3);
  }

  @Test
  void points_of_one_series_keep_their_order_with_many_requests_at_once() throws Exception {
    Map<String, Integer> latest = new ConcurrentHashMap<>();
    Set<String> disordered = ConcurrentHashMap.newKeySet();
    var number = new AtomicInteger();
    server.then(
        request -> {
          if (number.incrementAndGet() % 4 == 0) {
            return Answer.of(503); // is sent again later
          }
          if (request.body().contains("v=13i") && request.body().contains("\n")) {
            return Answer.of(400, "{\"error\":\"partial write\"}"); // is taken apart
          }
          for (String line : request.body().lines().toList()) {
            String[] parts = line.split("[ =i]");
            Integer before = latest.put(parts[1], Integer.parseInt(parts[3]));
            if (before != null && before > Integer.parseInt(parts[3])) {
              disordered.add(line);
            }
          }
          return Answer.of(204);
        });
    try (var sink = TestSink.concurrent(server.url(), InfluxApi.V2, 8, 7)) {
      for (int i = 0; i < 1000; i++) {
        sink.write(Point.ofLine("m,s=" + i % 20 + " v=" + i + "i 5"));
      }
      sink.flush();
      assertThat(sink.metrics().pointsWritten()).isEqualTo(1000);
    }
    assertThat(disordered).isEmpty();
    assertThat(latest).hasSize(20).containsEntry("19", 999).containsEntry("0", 980);
  }

  @Test
  void a_failure_of_one_request_fails_the_flush_also_when_others_succeed() throws Exception {
    server.then(r -> Answer.of(r.body().contains("s=3 ") ? 404 : 204));
    try (var sink = TestSink.concurrent(server.url(), InfluxApi.V2, 4, 100)) {
      for (int i = 0; i < 8; i++) {
        sink.write(Point.ofLine("m,s=" + i + " v=1 5"));
      }
      assertThatThrownBy(sink::flush)
          .hasMessageContaining("HTTP 404")
          .hasMessageContaining("bucket");
    }
  }

  @Test
  void a_refusal_of_a_request_under_way_reaches_the_handler_with_the_next_tick() throws Exception {
    server.then(r -> Answer.of(400, "{\"error\":\"field type conflict\"}"));
    try (var sink = TestSink.concurrent(server.url(), InfluxApi.V2, 1, 1)) {
      sink.write(Point.ofLine("m v=1 5"));
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> {
                sink.timers().advance(1000);
                assertThat(sink.rejected())
                    .containsExactly(new RejectedPoint("m v=1 5", "HTTP 400: field type conflict"));
              });
    }
  }

  private static void write(TestSink sink, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      sink.write(Point.ofLine("m v=" + i + "i " + i));
    }
  }

  private List<String> bodies() {
    return server.requests().stream().map(ScriptedServer.Request::body).toList();
  }
}
