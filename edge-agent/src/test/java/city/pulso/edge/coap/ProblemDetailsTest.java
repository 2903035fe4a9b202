package city.pulso.edge.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.edge.intake.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.junit.jupiter.api.Test;

class ProblemDetailsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/problem-details-v1.hex");

  @Test
  void a_device_reads_a_refusal_as_version_1_wrote_it() throws Exception {
    byte[] pack =
        "[{\"bn\":\"air-7:\",\"n\":\"pm2_5\",\"u\":\"ug/m^3\",\"v\":1}]"
            .getBytes(StandardCharsets.UTF_8);
    Refusal refusal =
        catchThrowableOfType(
            Refusal.class, () -> DryRun.judge(Format.SENML_JSON, pack, "", null, null, 0));
    String golden = Files.readString(GOLDEN).strip();
    assertThat(HexFormat.of().formatHex(ProblemDetails.of(ResponseCode.BAD_REQUEST, refusal)))
        .isEqualTo(golden);
    assertThat(ProblemReader.detail(HexFormat.of().parseHex(golden)))
        .hasValue("unit 'ug/m^3' of 'pm2_5' is not accepted; use ug/m3, mg/m3, g/m3, kg/m3");
  }
}
