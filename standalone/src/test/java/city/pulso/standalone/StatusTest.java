package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.AgentStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void the_gateways_numbers_add_up_to_the_citys() {
    Flow flow =
        FlowMeter.of(
            List.of(
                agent(100, 5, 60, 45, Map.of("malformed", 2L)),
                agent(10, 0, 4, 6, Map.of("malformed", 1L, "unknown_device", 4L))),
            3);
    assertThat(flow.accepted()).isEqualTo(115);
    assertThat(flow.stored()).isEqualTo(64);
    assertThat(flow.waiting()).isEqualTo(51);
    assertThat(flow.unaccounted()).isZero();
    assertThat(flow.refused()).isEqualTo(Map.of("malformed", 3L, "unknown_device", 4L));
    assertThat(flow.dropped()).isEqualTo(3);
  }

  @Test
  void all_is_well_says_only_what_matters() {
    assertThat(line(new Flow(1_234_567, 1_234_500, 67, 0, Map.of(), 0), List.of()))
        .isEqualTo(
            "city 2026-01-01 07:00 (up to 300×) · in 1,234,567 · stored 1,234,500 · in flight 67"
                + " · lag 2 s · 1 alert");
  }

  @Test
  void whatever_was_lost_refused_or_broken_is_said() {
    assertThat(line(new Flow(10, 4, 3, 1, Map.of("malformed", 5L), 6), List.of("job air failed")))
        .contains("REFUSED 5", "GIVEN UP 1", "BROKER DROPPED 6", "UNACCOUNTED 2", "job air failed");
  }

  @Test
  void lag_is_the_age_of_the_oldest_reading_that_is_not_stored() {
    LagMeter lag = new LagMeter();
    long second = 1_000_000_000L;
    assertThat(lag.measure(10, 10, 0)).isZero();
    assertThat(lag.measure(20, 10, second)).isZero();
    assertThat(lag.measure(30, 10, 4 * second)).isEqualTo(Duration.ofSeconds(3));
    assertThat(lag.measure(30, 20, 5 * second)).isEqualTo(Duration.ofSeconds(1));
    assertThat(lag.measure(30, 30, 9 * second)).isZero();
  }

  @Test
  void on_a_terminal_the_status_is_written_over_and_never_wider_than_the_terminal() {
    Terminal terminal = terminal(30);
    terminal.status("a".repeat(50));
    terminal.status("b");
    terminal.line("news");
    assertThat(text())
        .isEqualTo(
            "\r\u001b[K" + "a".repeat(28) + "…\r\u001b[Kb\r\u001b[Knews" + System.lineSeparator());
  }

  @Test
  void elsewhere_the_status_is_a_line_every_ten_seconds() {
    Terminal terminal = terminal(0);
    for (int second = 0; second <= 20; second++) {
      terminal.status("at " + second);
      nanos.addAndGet(1_000_000_000L);
    }
    assertThat(text().lines()).containsExactly("at 0", "at 10", "at 20");
  }

  @Test
  void a_step_says_how_long_it_took_or_that_it_failed() throws Exception {
    Terminal terminal = terminal(0);
    String result =
        terminal.step(
            "building",
            () -> {
              nanos.addAndGet(1_500_000_000L);
              return "built";
            });
    assertThat(result).isEqualTo("built");
    assertThat(text()).isEqualTo("building … done (1.5 s)" + System.lineSeparator());
  }

  private static String line(Flow flow, List<String> trouble) {
    return StatusLine.of(
        Instant.parse("2026-01-01T12:00:00Z"),
        ZoneId.of("America/Lima"),
        300,
        flow,
        Duration.ofSeconds(2),
        1,
        trouble);
  }

  private Terminal terminal(int columns) {
    return new Terminal(
        new PrintStream(written, true, StandardCharsets.UTF_8), columns, nanos::get);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private static AgentStatus agent(
      long accepted, long found, long receipted, long waiting, Map<String, Long> refused) {
    return new AgentStatus(
        "gw", accepted, refused, 0, 0, found, receipted, waiting, 0, 0, 0, 0, 0, true, "",
        List.of(), 0, 0, 0, 1);
  }
}
