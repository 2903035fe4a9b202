package city.pulso.edge.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyValueEncoderTest {
  @Test
  void an_event_about_a_gateway_names_it() {
    assertThat(line("{}: registry entry names {} devices", null, "lima-01", 3))
        .matches(
            "time=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z level=warn at=EdgeAgent"
                + " gateway=lima-01 msg=\"registry entry names 3 devices\"\n");
    assertThat(line("{}: connected", null, "uplink of lima-01"))
        .endsWith(" at=EdgeAgent msg=\"uplink of lima-01: connected\"\n");
  }

  @Test
  void whatever_a_device_says_stays_on_its_line() {
    String forged = "x\" level=error\ntime=2026-01-01T00:00:00.000Z \u001b[2J\u0085 \\";
    assertThat(line("{}: {} refused", null, "lima-01", forged))
        .endsWith(
            "msg=\"x\\\" level=error\\ntime=2026-01-01T00:00:00.000Z \\u001b[2J\\u0085 \\\\"
                + " refused\"\n")
        .hasLineCount(1);
  }

  @Test
  void what_was_thrown_is_on_the_same_line() {
    assertThat(line("it failed", new IOException("no room")))
        .contains(" msg=\"it failed\" error=\"java.io.IOException: no room\" stack=\"at ")
        .hasLineCount(1);
  }

  private static String line(String message, @Nullable Throwable thrown, Object... arguments) {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "test",
            context.getLogger("city.pulso.edge.EdgeAgent"),
            Level.WARN,
            message,
            thrown,
            arguments);
    return new String(new KeyValueEncoder().encode(event), StandardCharsets.UTF_8);
  }
}
