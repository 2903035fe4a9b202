package city.pulso.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.Shared;
import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every message that the page on device formats shows, and what is read from it. */
class DevicesPageTest {
  private static final long NOW = Instant.parse("2026-01-01T00:05:03Z").toEpochMilli();
  private static final String AIR = "urn:dev:mac:0024befffe80a001";
  private static final String EUI = "24e124fffef0a412";

  /**
   * @param start how the message on the page begins; one message of the page begins so
   * @param port LoRaWAN port of a bare frame; 0 = the message is whole
   * @param readings device, quantity, value and unit of each line
   */
  private record Shown(
      String start,
      Format format,
      String topic,
      @Nullable String device,
      int port,
      String... readings) {
    Shown(String start, Format format, String topic, @Nullable String device, String... readings) {
      this(start, format, topic, device, 0, readings);
    }
  }

  private static final List<Shown> MESSAGES =
      List.of(
          new Shown("[{\"bn\":\"urn:dev:mac:", Format.SENML_JSON, "", null, senml()),
          new Shown("83a621781d", Format.SENML_CBOR, "", null, senml()),
          new Shown(
              "{\"Time\":\"2026-01-01T00:05:00\",\"ENERGY\"",
              Format.TASMOTA,
              "tele/plug_k17/SENSOR",
              "plug_k17",
              "plug_k17 power 3 W",
              "plug_k17 energy 81337 Wh",
              "plug_k17 voltage 221 V"),
          new Shown(
              "{\"Time\":\"2026-01-01T00:05:00\",\"Uptime\"",
              Format.TASMOTA,
              "tele/plug_k17/STATE",
              "plug_k17",
              "plug_k17 rssi -62 dBm",
              "plug_k17 relay_on true",
              "plug_k17 uptime 1048269 s"),
          new Shown(
              "{\"id\":0,\"source\":\"init\"",
              Format.SHELLY,
              "shellyplusplugs-e465b8f0a1b2/status/switch:0",
              "k17",
              "k17 power 3.1 W",
              "k17 energy 81337.4 Wh",
              "k17 relay_on true",
              "k17 voltage 221.4 V"),
          new Shown(
              "{\"src\":\"shellyplusplugs",
              Format.SHELLY,
              "shellyplusplugs-e465b8f0a1b2/events/rpc",
              "k17",
              "k17 power 1480.6 W"),
          new Shown(
              "{\"state\":\"ON\",\"power\"",
              Format.ZIGBEE2MQTT,
              "zigbee2mqtt/k17",
              "k17",
              "k17 power 3.1 W",
              "k17 energy 81340 Wh",
              "k17 relay_on true",
              "k17 voltage 221 V"),
          new Shown(
              "{\"state\":\"online\"}",
              Format.ZIGBEE2MQTT,
              "zigbee2mqtt/k17/availability",
              "k17",
              "k17 online true"),
          new Shown(
              "{\"deduplicationId\"",
              Format.CHIRPSTACK,
              "application/a/device/" + EUI + "/event/up",
              EUI,
              EUI + " device_sequence 1187",
              EUI + " rssi -103 dBm",
              EUI + " occupied true",
              EUI + " reason change"),
          new Shown(
              "{\"esp8266id\"",
              Format.SENSOR_COMMUNITY,
              "",
              null,
              "esp8266-1234567 rssi -67 dBm",
              "esp8266-1234567 pm2_5 18.45 ug/m3",
              "esp8266-1234567 pm10 31.2 ug/m3",
              "esp8266-1234567 temperature 17.25 Cel",
              "esp8266-1234567 humidity 83.1 %",
              "esp8266-1234567 pressure 1013.125 hPa"),
          new Shown(
              "[{\"id\":9000000001",
              Format.SENSOR_COMMUNITY,
              "",
              null,
              "sensor-70001 pm2_5 18.45 ug/m3",
              "sensor-70001 pm10 31.2 ug/m3"),
          frame("01f6", 2, "occupied true", "reason keep_alive", "temperature -10 Cel"),
          frame("000000000000000000000000001c050101", 3, "occupied true", "reason start_up"),
          frame(
              "8007001600000000000000",
              1,
              "occupied true",
              "reason change",
              "temperature 22 Cel",
              "battery_low false"),
          frame(
              "410800f600000000000000",
              1,
              "occupied false",
              "reason keep_alive",
              "temperature -10 Cel",
              "battery_low true"));

  @Test
  void every_message_on_the_page_reads_as_the_page_says() throws Exception {
    List<String> page = messages();
    List<String> unread = new ArrayList<>(page);
    for (Shown shown : MESSAGES) {
      List<String> found = page.stream().filter(each -> each.startsWith(shown.start())).toList();
      assertThat(found).as(shown.start()).hasSize(1);
      unread.removeAll(found);

      DryRun.Verdict verdict =
          DryRun.judge(
              shown.format(),
              payload(found.get(0), shown),
              shown.topic(),
              shown.device(),
              null,
              NOW);

      assertThat(ReadingLines.of(verdict.readings()).stream().map(DevicesPageTest::line))
          .as(shown.start())
          .containsExactlyInAnyOrder(shown.readings());
    }
    assertThat(unread).as("messages of the page that no test reads").isEmpty();
  }

  /** What stands between backquotes and is a message: JSON with a key, or bytes in hexadecimal. */
  private static List<String> messages() throws Exception {
    String page = Files.readString(Shared.file("domain/devices.md"));
    return Pattern.compile("`([^`]+)`")
        .matcher(page)
        .results()
        .map((MatchResult match) -> match.group(1))
        .filter(text -> text.matches("[\\[{]\\[?\\{?\"[^`]*\":[^`]*|01f6|[0-9a-f]{20,}"))
        .distinct()
        .toList();
  }

  /** Bytes of a parking sensor come inside an uplink, those of SenML as they are. */
  private static byte[] payload(String text, Shown shown) {
    if (!text.matches("[0-9a-f]+")) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = HexFormat.of().parseHex(text);
    if (shown.port() == 0) {
      return bytes;
    }
    return ("{\"deviceInfo\":{\"devEui\":\""
            + EUI
            + "\"},\"fCnt\":1,\"fPort\":"
            + shown.port()
            + ",\"data\":\""
            + Base64.getEncoder().encodeToString(bytes)
            + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String[] senml() {
    return new String[] {
      AIR + " pm2_5 18.5 ug/m3", AIR + " humidity 83 %", AIR + " temperature 17.25 Cel"
    };
  }

  private static Shown frame(String hex, int port, String... values) {
    List<String> readings = new ArrayList<>(List.of(EUI + " device_sequence 1"));
    for (String value : values) {
      readings.add(EUI + " " + value);
    }
    return new Shown(hex, Format.CHIRPSTACK, "", null, port, readings.toArray(String[]::new));
  }

  /** A line without its time: device, quantity, value, unit. */
  private static String line(String line) {
    return line.replaceFirst("^\\S+ +\\S+ \\S+ +", "").replaceAll(" +", " ");
  }
}
