package city.pulso.edge.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.ReportReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecodersTest {
  private static final long NOW = Instant.parse("2026-01-01T00:05:03Z").toEpochMilli();

  private final Decoders decoders = new Decoders();

  @Test
  void tasmota_tells_power_in_watts_and_energy_in_kilowatt_hours() throws Exception {
    Observation sensor = one(Format.TASMOTA, "tele/plug_k17/SENSOR", sample("tasmota-sensor.json"));
    Observation state = one(Format.TASMOTA, "tele/plug_k17/STATE", sample("tasmota-state.json"));

    assertThat(sensor.device()).isEqualTo("plug_k17");
    assertThat(sensor.at()).as("local time without offset").isEqualTo(ObservedAt.reception());
    assertThat(sensor.content().getPlug())
        .isEqualTo(
            PlugReading.newBuilder().setPowerW(3).setEnergyWh(81337).setVoltageV(221).build());
    assertThat(state.content().getPlug())
        .isEqualTo(PlugReading.newBuilder().setRelayOn(true).setUptimeS(1048269).build());
    assertThat(state.content().getRssiDbm()).as("Signal, not RSSI").isEqualTo(-62);
  }

  @Test
  void tasmota_channels_are_added_up_and_its_last_will_says_online() throws Exception {
    Observation two =
        one(Format.TASMOTA, "tele/p/SENSOR", bytes("{\"ENERGY\":{\"Power\":[3,4.5]}}"));
    Observation away = one(Format.TASMOTA, "tele/p/LWT", bytes("Offline"));
    Observation on = one(Format.TASMOTA, "stat/p/POWER", bytes("ON"));

    assertThat(two.content().getPlug().getPowerW()).isEqualTo(7.5);
    assertThat(away.content().getPlug())
        .isEqualTo(PlugReading.newBuilder().setOnline(false).build());
    assertThat(on.content().getPlug()).isEqualTo(PlugReading.newBuilder().setRelayOn(true).build());
  }

  @Test
  void shellys_partial_status_is_laid_over_the_last_full_one() throws Exception {
    one(Format.SHELLY, "plug_k17/status/switch:0", sample("shelly-status.json"));
    Observation notified = one(Format.SHELLY, "plug_k17/events/rpc", sample("shelly-notify.json"));

    assertThat(notified.content().getPlug())
        .isEqualTo(
            PlugReading.newBuilder()
                .setPowerW(1480.6)
                .setEnergyWh(81337.4)
                .setVoltageV(221.4)
                .setRelayOn(true)
                .build());
    assertThat(notified.at()).isEqualTo(new ObservedAt.DeviceClock(1767225901220L));
  }

  @Test
  void zigbee2mqtt_tells_energy_in_kilowatt_hours_and_availability_in_two_forms() throws Exception {
    Observation state = one(Format.ZIGBEE2MQTT, "zigbee2mqtt/k17", sample("zigbee2mqtt.json"));
    assertThat(state.content().getPlug())
        .isEqualTo(
            PlugReading.newBuilder()
                .setPowerW(3.1)
                .setEnergyWh(81340)
                .setVoltageV(221)
                .setRelayOn(true)
                .build());
    for (String form : List.of("online", "{\"state\":\"online\"}")) {
      assertThat(
              one(Format.ZIGBEE2MQTT, "zigbee2mqtt/k17/availability", bytes(form))
                  .content()
                  .getPlug()
                  .getOnline())
          .isTrue();
    }
  }

  @Test
  void a_chirpstack_uplink_of_a_bosch_sensor_says_occupied() throws Exception {
    Observation up =
        one(
            Format.CHIRPSTACK,
            "application/a/device/24e124fffef0a412/event/up",
            sample("chirpstack-up.json"));

    assertThat(up.device()).isEqualTo("24e124fffef0a412");
    assertThat(up.at())
        .isEqualTo(
            new ObservedAt.DeviceClock(Instant.parse("2026-01-01T00:05:00.412Z").toEpochMilli()));
    assertThat(up.content().getParking().getBay())
        .isEqualTo(
            BayObservation.newBuilder().setOccupied(true).setReason(ReportReason.CHANGE).build());
    assertThat(up.content().getDeviceSequence()).isEqualTo(1187);
    assertThat(up.content().getRssiDbm()).isEqualTo(-103);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 01f6, true, KEEP_ALIVE, -10",
    "1, 00, false, CHANGE,",
    "3, 000000000000000000000000001c050101, true, START_UP,",
    "1, 8007001600000000000000, true, CHANGE, 22",
    "1, 410800f600000000000000, false, KEEP_ALIVE, -10",
  })
  void the_state_bit_is_read_from_every_frame_that_carries_it(
      int port, String hex, boolean occupied, ReportReason reason, @Nullable Integer temperature)
      throws Exception {
    BayObservation bay =
        one(Format.CHIRPSTACK, "", frame(port, hex)).content().getParking().getBay();

    assertThat(bay.getOccupied()).isEqualTo(occupied);
    assertThat(bay.getReason()).isEqualTo(reason);
    assertThat(bay.hasTemperatureCel()).isEqualTo(temperature != null);
    if (temperature != null) {
      assertThat(bay.getTemperatureCel()).isEqualTo(temperature);
    }
  }

  @Test
  void a_libelium_frame_tells_a_low_battery() throws Exception {
    assertThat(
            one(Format.CHIRPSTACK, "", frame(1, "410800f600000000000000"))
                .content()
                .getParking()
                .getBay()
                .getBatteryLow())
        .isTrue();
  }

  @Test
  void an_empty_frame_and_other_events_report_nothing() throws Exception {
    assertThat(decoders.decode(Format.CHIRPSTACK, message("", frame(1, ""), null))).isEmpty();
    assertThat(
            decoders.decode(
                Format.CHIRPSTACK, message("application/a/device/d/event/join", bytes("{}"), null)))
        .isEmpty();
  }

  @Test
  void sensor_community_calls_pm10_p1_and_pm2_5_p2() throws Exception {
    Observation push = one(Format.SENSOR_COMMUNITY, "", sample("sensor-community-push.json"));
    Observation api = one(Format.SENSOR_COMMUNITY, "", sample("sensor-community-api.json"));

    assertThat(push.device()).isEqualTo("esp8266-1234567");
    assertThat(push.content().getAir())
        .isEqualTo(
            AirReading.newBuilder()
                .setPm10Ugm3(31.20)
                .setPm25Ugm3(18.45)
                .setTemperatureCel(17.25)
                .setHumidityPercent(83.10)
                .setPressureHpa(1013.125)
                .build());
    assertThat(push.content().getRssiDbm()).isEqualTo(-67);
    assertThat(api.device()).isEqualTo("sensor-70001");
    assertThat(api.at())
        .isEqualTo(
            new ObservedAt.DeviceClock(Instant.parse("2026-01-01T00:05:00Z").toEpochMilli()));
  }

  @Test
  void senml_records_of_one_moment_become_one_reading() throws Exception {
    List<Observation> observations =
        decoders.decode(
            Format.SENML_JSON,
            senml(Domain.AIR, new String(sample("senml.json"), StandardCharsets.UTF_8)));

    assertThat(observations)
        .extracting(Observation::device)
        .containsOnly("urn:dev:mac:0024befffe80a001");
    assertThat(observations.get(0).content().getAir())
        .isEqualTo(AirReading.newBuilder().setPm25Ugm3(18.5).setHumidityPercent(83).build());
    assertThat(observations.get(1).content().getAir())
        .isEqualTo(AirReading.newBuilder().setTemperatureCel(17.25).build());
    assertThat(observations.get(1).at()).isEqualTo(new ObservedAt.DeviceClock(1767225570000L));
  }

  @ParameterizedTest
  @CsvSource({
    "AIR, pm10, mg/m3, 0.05, pm10_ugm3, 50",
    "AIR, o3, ppm, 0.04, o3_ppb, 40",
    "AIR, no2, ug/m3, 46.0055, no2_ppb, 24.45",
    "AIR, co, mg/m3, 28.01, co_ppm, 24.45",
    "AIR, temp, K, 300, temperature_cel, 26.85",
    "AIR, pres, Pa, 101325, pressure_hpa, 1013.25",
    "AIR, rh, /, 0.83, humidity_percent, 83",
    "AIR, noise, dB, 61, noise_dba, 61",
    "HOMES, power, kW, 1.5, power_w, 1500",
    "HOMES, energy, kWh, 2, energy_wh, 2000",
    "HOMES, energy, J, 3600, energy_wh, 1",
  })
  void a_known_name_is_converted_from_its_unit(
      Domain domain, String name, String unit, double value, String field, double expected)
      throws Exception {
    String pack =
        "[{\"bn\":\"d:\",\"n\":\"%s\",\"u\":\"%s\",\"v\":%s}]".formatted(name, unit, value);
    Reading reading = decoders.decode(Format.SENML_JSON, senml(domain, pack)).get(0).content();

    var body = domain == Domain.AIR ? reading.getAir() : reading.getPlug();
    Object number =
        body.getField(Objects.requireNonNull(body.getDescriptorForType().findFieldByName(field)));
    assertThat((Double) number).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "AIR; pm2_5; ug/m^3; ug/m3, mg/m3, g/m3, kg/m3",
        "AIR; PM10; \u00b5g/m3; ug/m3, mg/m3, g/m3, kg/m3",
        "AIR; o3; pphm; ppb, ppm, /, ug/m3, mg/m3, g/m3, kg/m3",
        "AIR; no2; V; ppb, ppm, /, ug/m3, mg/m3, g/m3, kg/m3",
        "AIR; so2; V; ppb, ppm, /, ug/m3, mg/m3, g/m3, kg/m3",
        "AIR; h2s; V; ppb, ppm, /, ug/m3, mg/m3, g/m3, kg/m3",
        "AIR; co; V; ppb, ppm, /, ug/m3, mg/m3, g/m3, kg/m3",
        "AIR; rh; g/m3; %RH, %, %EL, /",
        "AIR; temp; C; Cel, K",
        "AIR; pres; bar; hPa, Pa, kPa",
        "AIR; noise; dBm; dB, dBA",
        "HOMES; power; VA; W, kW, mW",
        "HOMES; energy; MWh; Wh, kWh, J",
        "HOMES; voltage; mV; V",
        "HOMES; lux; lm; lx",
        "HOMES; uptime; ms; s",
      })
  void a_unit_that_is_not_known_is_refused_with_those_that_are(
      Domain domain, String name, String unit, String accepted) throws Exception {
    assertThatThrownBy(() -> decoders.decode(Format.SENML_JSON, value(domain, name, unit)))
        .isInstanceOf(DecodeException.class)
        .hasMessage(
            "unit '%s' of '%s' is not accepted; use %s",
            unit, name.toLowerCase(Locale.ROOT), accepted);

    for (String each : (accepted + ", ").split(", ", -1)) {
      Reading reading =
          decoders.decode(Format.SENML_JSON, value(domain, name, each)).get(0).content();
      assertThat(reading.hasGeneric()).as("generic with '%s'", each).isFalse();
    }
  }

  @Test
  void a_unit_matters_only_where_the_name_has_a_typed_place() throws Exception {
    for (Message other :
        List.of(
            value(Domain.PARKING, "temp", "degF"),
            value(Domain.HOMES, "pm2_5", "ug/m^3"),
            value(Domain.AIR, "turbidity", "NTU"))) {
      assertThat(decoders.decode(Format.SENML_JSON, other).get(0).content().hasGeneric()).isTrue();
    }
  }

  @Test
  void what_has_no_place_in_the_body_becomes_a_named_quantity() throws Exception {
    List<Observation> observations =
        decoders.decode(
            Format.SENML_JSON,
            senml(
                Domain.PARKING,
                "[{\"bn\":\"bay-12/\",\"n\":\"occupied\",\"vb\":true},"
                    + "{\"n\":\"UV-Index\",\"u\":\"/\",\"v\":3},{\"n\":\"battery\",\"u\":\"%EL\",\"v\":80}]"));

    assertThat(observations).hasSize(2);
    assertThat(observations.get(0).device()).isEqualTo("bay-12");
    assertThat(observations.get(0).at()).isEqualTo(ObservedAt.reception());
    assertThat(observations.get(0).content().getParking().getBay().getOccupied()).isTrue();
    assertThat(observations.get(0).content().getBatteryPercent()).isEqualTo(80);
    assertThat(observations.get(1).content().getGeneric().getQuantities(0).getName())
        .isEqualTo("uv_index");
    assertThat(observations.get(1).content().getGeneric().getQuantities(0).getUnit())
        .isEqualTo("1");
  }

  @Test
  void a_pulso_report_keeps_sequence_and_the_time_since_boot() throws Exception {
    DeviceReport report =
        DeviceReport.newBuilder()
            .setDevice("air-1")
            .setBootId(9)
            .setSentSinceBootMs(60_000)
            .addReadings(
                DeviceReading.newBuilder()
                    .setSinceBootMs(1000)
                    .setSequence(4)
                    .setAir(AirReading.newBuilder().setPm25Ugm3(1)))
            .build();

    Observation observation = one(Format.PULSO, "", report.toByteArray());

    assertThat(observation.at()).isEqualTo(new ObservedAt.SinceBoot(9, 1000, 60_000));
    assertThat(observation.content().getDeviceSequence()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void the_page_on_decoders_lists_the_format(Format format) throws Exception {
    assertThat(Files.readString(Path.of("../docs/decoders.md")))
        .contains("`" + format.label() + "`");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void random_bytes_are_refused_with_words_and_never_with_a_crash(Format format) {
    Random random = new Random(42);
    byte[] sound = bytes("[{\"bn\":\"a:\",\"n\":\"b\",\"v\":1,\"x\":[[1]]}]");
    for (int i = 0; i < 3000; i++) {
      byte[] payload = new byte[random.nextInt(60)];
      random.nextBytes(payload);
      if (i % 2 == 0) {
        payload = sound.clone();
        payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
      }
      try {
        decoders.decode(format, message("t/dev/x", payload, "dev"));
      } catch (DecodeException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private Observation one(Format format, String topic, byte[] payload) throws DecodeException {
    List<String> levels = List.of(topic.split("/", -1));
    String device =
        switch (format) {
          case TASMOTA, ZIGBEE2MQTT -> levels.get(1);
          case SHELLY -> levels.get(0);
          default -> null;
        };
    List<Observation> observations = decoders.decode(format, message(topic, payload, device));
    assertThat(observations).hasSize(1);
    return observations.get(0);
  }

  private static Message message(String topic, byte[] payload, @Nullable String device) {
    return new Message(payload, topic, device, NOW, id -> Domain.AIR);
  }

  private static Message senml(Domain domain, String pack) {
    return new Message(bytes(pack), "", null, NOW, id -> domain);
  }

  private static Message value(Domain domain, String name, String unit) {
    String pack = "[{\"bn\":\"d:\",\"n\":\"%s\",\"u\":\"%s\",\"v\":1}]";
    return senml(domain, pack.formatted(name, unit));
  }

  private static byte[] frame(int port, String hex) {
    String data = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    return bytes(
        "{\"deviceInfo\":{\"devEui\":\"24e124fffef0a412\"},\"fPort\":%d,\"data\":\"%s\"}"
            .formatted(port, data));
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DecodersTest.class.getResourceAsStream("/samples/" + name), name)) {
      return in.readAllBytes();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
