package city.pulso.standalone.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedFlinkTest {
  private static final AtomicLong FIRST = new AtomicLong(-1);
  private static final AtomicLong NEWEST = new AtomicLong(-1);

  private final Path directory;
  private int metricsPort;

  EmbeddedFlinkTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void a_job_goes_on_where_its_newest_checkpoint_was_even_when_nobody_said_goodbye()
      throws Exception {
    JobID id = Checkpoints.jobId("count");
    Checkpoints checkpoints = new Checkpoints(directory.resolve("checkpoints"));
    FIRST.set(-1);
    NEWEST.set(-1);
    long firstRun;
    try (EmbeddedFlink flink = start()) {
      assertThat(flink.submit("count", counting(flink))).isFalse();
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> NEWEST.get() > 0 && checkpoints.newest(id).isPresent());
      firstRun = FIRST.get();
    }
    Files.createDirectories(directory.resolve("checkpoints/" + id.toHexString() + "/chk-999999"));

    FIRST.set(-1);
    try (EmbeddedFlink flink = start()) {
      assertThat(flink.submit("count", counting(flink))).isTrue();
      await().atMost(Duration.ofMinutes(2)).until(() -> FIRST.get() >= 0);
      assertThat(firstRun).isZero();
      assertThat(FIRST.get()).isPositive();
      assertThat(flink.standings()).containsExactly(new JobStanding("count", "RUNNING"));
      assertThat(flink.checkpoint(Duration.ofMinutes(1))).isTrue();
    }
  }

  @Test
  void the_web_page_is_there_and_offers_neither_upload_nor_cancel() throws Exception {
    try (EmbeddedFlink flink = start()) {
      HttpClient http = HttpClient.newHttpClient();
      await("it has elected itself")
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () -> assertThat(get(http, flink.uri()).body()).contains("<title>Apache Flink"));
      assertThat(get(http, flink.uri().resolve("/config")).body())
          .contains("\"web-submit\":false", "\"web-cancel\":false");
    }
  }

  @Test
  void what_it_counts_can_be_scraped_on_loopback_and_nowhere_else() throws Exception {
    try (EmbeddedFlink flink = start()) {
      flink.submit("count", counting(flink));
      HttpClient http = HttpClient.newHttpClient();
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(
              () ->
                  assertThat(get(http, URI.create("http://127.0.0.1:" + metricsPort)).body())
                      .contains("flink_jobmanager_job_numRestarts", "job_name=\"count\""));
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(card.getInetAddresses())) {
          if (!address.isLoopbackAddress()) {
            assertThatThrownBy(() -> new Socket(address, metricsPort).close())
                .as("%s", address)
                .isInstanceOf(IOException.class);
          }
        }
      }
    }
  }

  private static HttpResponse<String> get(HttpClient http, URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private EmbeddedFlink start() throws Exception {
    metricsPort = freePort();
    return EmbeddedFlink.start(
        directory,
        freePort(),
        metricsPort,
        1,
        Duration.ofMillis(200),
        directory.resolve("pulso.log"));
  }

  /** Below the ports that the kernel gives away: Flink asks it for some before it binds these. */
  private static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_400, 20_999);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        // Taken: another.
      }
    }
  }

  private static StreamExecutionEnvironment counting(EmbeddedFlink flink) {
    StreamExecutionEnvironment environment = flink.environment();
    environment.setParallelism(1);
    environment
        .fromSequence(0, Long.MAX_VALUE - 1)
        .uid("numbers")
        .map(new Witness())
        .uid("witness")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
    return environment;
  }

  /** Tells the test which numbers come by. */
  private static final class Witness extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long map(Long number) {
      FIRST.compareAndSet(-1, number);
      NEWEST.set(number);
      return number;
    }
  }
}
