package city.pulso.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.simulator.device.DeviceMessage;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DeviceWordsTest {
  private static final long AT = Instant.parse("2026-01-01T05:05:00.250Z").toEpochMilli();

  @Test
  void a_senml_pack_names_the_device_once_and_keeps_every_digit() {
    DeviceReading reading =
        DeviceReading.newBuilder()
            .setObservedAtMs(AT)
            .setAir(
                AirReading.newBuilder()
                    .setPm25Ugm3(18.5)
                    .setNo2Ppb(-0.125)
                    .setCoPpm(0)
                    .setPressureHpa(1.0e-7))
            .build();
    DeviceMessage message = DeviceWords.senml("gw", "air-1", AT, reading);
    assertThat(message.payload().toStringUtf8())
        .isEqualTo(
            "[{\"bn\":\"air-1:\",\"bt\":1767243900.25,\"bver\":26,"
                + "\"n\":\"pm2_5\",\"u\":\"ug/m3\",\"v\":18.5},"
                + "{\"n\":\"no2\",\"u\":\"ppb\",\"v\":-0.125},"
                + "{\"n\":\"co\",\"u\":\"ppm\",\"v\":0},"
                + "{\"n\":\"pressure\",\"u\":\"hPa\",\"v\":0.0000001}]");
  }

  @Test
  void tasmota_sends_local_time_and_kilowatt_hours() {
    DeviceMessage message =
        DeviceWords.tasmota("gw", "plug-1", AT, 1480.5, 81337, ZoneId.of("America/Lima"));
    assertThat(message.payload().toStringUtf8())
        .isEqualTo(
            "{\"Time\":\"2026-01-01T00:05:00\",\"ENERGY\":{\"Total\":81.337,\"Power\":1480.5,"
                + "\"Voltage\":220,\"Current\":6.73}}");
  }
}
