package city.pulso.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.edge.decode.Format;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.GenericReading;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import city.pulso.schemas.v1.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final AtomicLong nanos = new AtomicLong();
  private final Refusals refusals = new Refusals("lima-01", nanos::get);
  private Spool spool;
  private Intake intake;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    Devices devices = new Devices();
    devices.take(
        Gateway.newBuilder()
            .addDevices(Device.newBuilder().setId("air-1").setDomain(Domain.AIR))
            .addDevices(Device.newBuilder().setId("bay-1").setDomain(Domain.PARKING))
            .addDevices(Device.newBuilder().setId("plug-1").setDomain(Domain.HOMES))
            .build());
    spool = Spool.open(directory, new SpoolConfig(1 << 20, Duration.ZERO, true), "lima-01", CLOCK);
    intake = new Intake("lima-01", spool, devices, Identities.none(), refusals, 0, CLOCK);
  }

  @AfterEach
  void close() throws Exception {
    spool.close();
  }

  @Test
  void a_reading_without_time_is_stamped_with_reception_and_says_so() throws Exception {
    Reading reading = accepted(report(DeviceReading.newBuilder()));

    assertThat(reading.getObservedAtMs()).isEqualTo(NOW.toEpochMilli());
    assertThat(reading.getTimeSource()).isEqualTo(TimeSource.GATEWAY_CLOCK);
    assertThat(reading.getTimeUncertaintyMs()).isPositive();
    assertThat(reading.getAcceptedAtMs()).isEqualTo(NOW.toEpochMilli());
    assertThat(reading.getDoubtsList()).isEmpty();
  }

  @Test
  void a_time_since_boot_is_placed_by_when_the_message_was_sent() throws Exception {
    Reading reading =
        accepted(
            report(DeviceReading.newBuilder().setSinceBootMs(10_000)).setSentSinceBootMs(70_000));

    assertThat(reading.getObservedAtMs()).isEqualTo(NOW.toEpochMilli() - 60_000);
    assertThat(reading.getTimeSource()).isEqualTo(TimeSource.BOOT_RELATIVE);
  }

  @Test
  void a_doubtful_time_is_kept_marked_and_counted() throws Exception {
    assertThat(accepted(at(Duration.ofMinutes(6))).getDoubtsList())
        .containsExactly(Doubt.FROM_THE_FUTURE);
    assertThat(accepted(at(Duration.ofDays(-8))).getDoubtsList())
        .containsExactly(Doubt.FROM_THE_FAR_PAST);
    assertThat(accepted(at(Duration.ofMinutes(4))).getDoubtsList()).isEmpty();
    assertThat(intake.fromTheFuture()).isEqualTo(1);
    assertThat(intake.fromTheFarPast()).isEqualTo(1);
  }

  @Test
  void an_absurd_time_is_refused_with_what_is_accepted() {
    refused(at(Duration.ofDays(2)).build(), Reason.FAR_FUTURE, "a day ahead");
  }

  @Test
  void an_unknown_device_a_wrong_body_and_a_number_that_is_none_are_refused() {
    refused(
        report(DeviceReading.newBuilder()).setDevice("air-9").build(),
        Reason.UNKNOWN_DEVICE,
        "device 'air-9' is not registered at gateway 'lima-01'; register it, or correct the id");
    refused(
        report(DeviceReading.newBuilder()).setDevice("../../x").build(),
        Reason.UNKNOWN_DEVICE,
        "device id");
    refused(
        report(DeviceReading.newBuilder().setPlug(PlugReading.getDefaultInstance())).build(),
        Reason.WRONG_DOMAIN,
        "accepted are air");
    refused(
        report(DeviceReading.newBuilder().setAir(AirReading.newBuilder().setPm25Ugm3(Double.NaN)))
            .build(),
        Reason.BAD_VALUE,
        "pm2_5_ugm3");
    refused(
        report(DeviceReading.newBuilder().setBatteryPercent(101)).build(),
        Reason.BAD_VALUE,
        "0 to 100");
    refused(
        report(
                DeviceReading.newBuilder()
                    .setGeneric(
                        GenericReading.newBuilder()
                            .addQuantities(Quantity.newBuilder().setName("UV index").setNumber(1))))
            .build(),
        Reason.BAD_VALUE,
        "quantities[0].name");
    assertThat(refusals.byReason()).containsEntry(Reason.UNKNOWN_DEVICE, 2L);
    assertThat(refusals.of("air-1")).isEqualTo(4);
    assertThat(intake.accepted()).isZero();
  }

  @Test
  void a_unit_that_is_not_known_is_a_bad_value_of_the_device_that_sent_it() {
    byte[] pack =
        "[{\"bn\":\"air-1:\",\"n\":\"temp\",\"u\":\"Cel\",\"v\":1},{\"n\":\"pm2_5\",\"u\":\"ug/m^3\",\"v\":1}]"
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(
            () ->
                intake
                    .offer(Format.SENML_JSON, pack, new Speaker.Anyone("test"))
                    .get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Reason.BAD_VALUE))
        .hasMessageContaining("unit 'ug/m^3' of 'pm2_5' is not accepted");
    assertThat(refusals.of("air-1")).isEqualTo(1);
    assertThat(refusals.in(Domain.HOMES)).as("the device is known, and of air").isZero();
    assertThat(spool.status(Domain.AIR).readings()).as("whole or not at all").isZero();
  }

  @Test
  void one_bad_reading_refuses_its_whole_message() throws Exception {
    DeviceReport sound = report(DeviceReading.newBuilder()).build();
    DeviceReport mixed =
        sound.toBuilder()
            .addReadings(
                DeviceReading.newBuilder()
                    .setAir(AirReading.newBuilder().setPm25Ugm3(Double.POSITIVE_INFINITY)))
            .build();

    refused(
        mixed,
        Reason.BAD_VALUE,
        "readings[1] at byte "
            + sound.getSerializedSize()
            + ": air.pm2_5_ugm3 is Infinity; use a finite number");

    assertThat(spool.status(Domain.AIR).batches()).isZero();
  }

  @Test
  void a_reading_sent_again_in_the_same_boot_is_acknowledged_and_not_stored_again()
      throws Exception {
    DeviceReport.Builder first = report(DeviceReading.newBuilder().setSequence(7)).setBootId(99);
    accepted(first);
    DeviceReport both =
        first
            .clone()
            .addReadings(
                DeviceReading.newBuilder()
                    .setSequence(8)
                    .setAir(AirReading.newBuilder().setPm25Ugm3(13)))
            .build();

    assertThat(offered(both)).as("only the new one").isEqualTo(1);
    assertThat(offered(both)).isZero();

    assertThat(intake.repeated()).isEqualTo(3);
    assertThat(intake.accepted()).isEqualTo(2);
    assertThat(spool.status(Domain.AIR).readings()).isEqualTo(2);
    assertThat(offered(first.clone().setBootId(100).build())).as("a new boot").isEqualTo(1);
    assertThat(offered(first.clone().clearBootId().build())).as("boots not told").isEqualTo(1);
    assertThat(offered(first.clone().clearBootId().build())).isEqualTo(1);
  }

  @Test
  void whoever_listens_is_told_what_became_of_each_message() throws Exception {
    List<IntakeEvent> told = new ArrayList<>();
    DeviceReport.Builder report = report(DeviceReading.newBuilder().setSequence(7)).setBootId(99);
    try (AutoCloseable listening = intake.listen(told::add)) {
      accepted(report);
      offered(report.build());
      refused(report.clone().setDevice("air-9").build(), Reason.UNKNOWN_DEVICE, "air-9");
      intake.refuse(Reason.TOO_LARGE, "9 bytes", "udp");
    }
    accepted(report(DeviceReading.newBuilder()));

    assertThat(told).hasSize(4);
    assertThat(told.get(0))
        .isInstanceOfSatisfying(
            IntakeEvent.Accepted.class,
            accepted -> {
              assertThat(accepted.readings()).extracting(Reading::getDevice).contains("air-1");
              assertThat(accepted.repeated()).isZero();
              assertThat(accepted.receivedMs()).isEqualTo(NOW.toEpochMilli());
            });
    assertThat(told.get(1))
        .isInstanceOfSatisfying(
            IntakeEvent.Accepted.class,
            accepted -> {
              assertThat(accepted.readings()).isEmpty();
              assertThat(accepted.repeated()).isEqualTo(1);
            });
    assertThat(told.get(2))
        .isInstanceOfSatisfying(
            IntakeEvent.Refused.class, refused -> assertThat(refused.device()).isEqualTo("air-9"));
    assertThat(told.get(3))
        .isInstanceOfSatisfying(
            IntakeEvent.Refused.class, refused -> assertThat(refused.source()).isEqualTo("udp"));
  }

  @Test
  void an_uplink_that_a_broker_delivers_again_is_stored_once() throws Exception {
    String uplink =
        """
        {"deduplicationId":"%s","time":"2026-01-01T00:00:00Z","deviceInfo":{"devEui":"bay-1"},
         "fCnt":7,"fPort":1,"data":"AQ=="}
        """;
    String first = uplink.formatted("0b7f6c1e-3a55-4a0e-9a3e-2f1d5c9b7a10");

    assertThat(uplinked(first)).isEqualTo(1);
    assertThat(uplinked(first)).as("the same uplink").isZero();
    assertThat(uplinked(uplink.formatted("another"))).isEqualTo(1);
    assertThat(intake.repeated()).isEqualTo(1);
    assertThat(spool.status(Domain.PARKING).readings()).isEqualTo(2);
  }

  private int uplinked(String json) throws Exception {
    return intake
        .offer(
            Format.CHIRPSTACK,
            json.getBytes(StandardCharsets.UTF_8),
            new Speaker.Topic("application/a/device/bay-1/event/up", "bay-1"))
        .get(60, TimeUnit.SECONDS);
  }

  @Test
  void a_topic_does_not_speak_for_another_device_whatever_the_payload_says() {
    byte[] pack = "[{\"bn\":\"plug-1:\",\"n\":\"power\",\"v\":1}]".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(
            () ->
                intake
                    .offer(Format.SENML_JSON, pack, new Speaker.Topic("senml/air-1", "air-1"))
                    .get(60, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.FOREIGN_DEVICE);
              assertThat(refusal.wrong())
                  .hasValueSatisfying(wrong -> assertThat(wrong.value()).isEqualTo("plug-1"));
            });
  }

  @Test
  void a_device_that_sends_too_much_is_told_so_and_does_not_hinder_the_others() throws Exception {
    Devices devices = new Devices();
    devices.take(
        Gateway.newBuilder()
            .addDevices(Device.newBuilder().setId("air-1").setDomain(Domain.AIR))
            .addDevices(Device.newBuilder().setId("air-2").setDomain(Domain.AIR))
            .build());
    intake = new Intake("lima-01", spool, devices, Identities.none(), refusals, 1, CLOCK);
    DeviceReport.Builder report = report(DeviceReading.newBuilder());
    for (int i = 1; i < Rates.BURST_S; i++) {
      report.addReadings(report.getReadings(0));
    }
    assertThat(offered(report.build())).isEqualTo(Rates.BURST_S);

    refused(
        report(DeviceReading.newBuilder()).build(), Reason.TOO_MANY, "at most 1 readings a second");
    assertThat(offered(report(DeviceReading.newBuilder()).setDevice("air-2").build())).isEqualTo(1);
  }

  private int offered(DeviceReport report) throws Exception {
    return intake
        .offer(Format.PULSO, report.toByteArray(), new Speaker.Anyone("test"))
        .get(60, TimeUnit.SECONDS);
  }

  private static DeviceReport.Builder report(DeviceReading.Builder reading) {
    if (reading.getBodyCase() == DeviceReading.BodyCase.BODY_NOT_SET) {
      reading.setAir(AirReading.newBuilder().setPm25Ugm3(12));
    }
    return DeviceReport.newBuilder().setDevice("air-1").addReadings(reading);
  }

  private static DeviceReport.Builder at(Duration fromNow) {
    return report(DeviceReading.newBuilder().setObservedAtMs(NOW.plus(fromNow).toEpochMilli()));
  }

  private Reading accepted(DeviceReport.Builder report) throws Exception {
    int count =
        intake
            .offer(Format.PULSO, report.build().toByteArray(), new Speaker.Anyone("test"))
            .get(60, TimeUnit.SECONDS);
    assertThat(count).isEqualTo(1);
    var held = spool.after(Domain.AIR, 0, 100).get(60, TimeUnit.SECONDS);
    List<Reading> readings =
        TelemetryBatch.parseFrom(held.get(held.size() - 1).bytes()).getReadingsList();
    return readings.get(readings.size() - 1);
  }

  private void refused(DeviceReport report, Reason reason, String words) {
    assertThatThrownBy(
            () ->
                intake
                    .offer(Format.PULSO, report.toByteArray(), new Speaker.Anyone("test"))
                    .get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(reason);
              assertThat(refusal).hasMessageContaining(words);
            });
  }
}
