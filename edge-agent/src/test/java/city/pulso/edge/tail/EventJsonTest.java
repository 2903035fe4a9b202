package city.pulso.edge.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.edge.intake.IntakeEvent;
import city.pulso.edge.intake.Refusal;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/events-v1.jsonl");

  @Test
  void lines_are_those_that_tail_and_scripts_of_version_1_read() throws Exception {
    Reading reading =
        Reading.newBuilder()
            .setDevice("air-7")
            .setObservedAtMs(1_767_225_600_000L)
            .setTimeSource(TimeSource.DEVICE_CLOCK)
            .setTimeUncertaintyMs(1000)
            .setAir(AirReading.newBuilder().setPm25Ugm3(18.5))
            .build();
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class,
            () ->
                DryRun.judge(
                    Format.SENML_JSON,
                    "[{\"bn\":\"air-7:\",\"n\":\"pm2_5\",\"u\":\"ug/m^3\",\"v\":1}]"
                        .getBytes(StandardCharsets.UTF_8),
                    "",
                    null,
                    null,
                    0));
    String lines =
        text(EventJson.begin())
            + text(
                EventJson.line(
                    new IntakeEvent.Accepted(
                        1_767_225_600_500L, "192.0.2.7", Format.SENML_JSON, List.of(reading), 1)))
            + text(
                EventJson.line(
                    new IntakeEvent.Refused(1_767_225_601_000L, "192.0.2.7", "air-7", refusal)))
            + text(EventJson.end("the agent stops"));
    assertThat(lines).isEqualTo(Files.readString(GOLDEN));
  }

  private static String text(byte[] line) {
    return new String(line, StandardCharsets.UTF_8);
  }
}
