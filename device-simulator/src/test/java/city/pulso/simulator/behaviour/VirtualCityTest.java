package city.pulso.simulator.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.CarPark;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.ReportReason;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VirtualCityTest {
  private static final Instant START = Instant.parse("2026-03-02T05:00:00Z"); // Monday 0:00 in Lima
  private static final CityDay LIMA = new CityDay(ZoneId.of("America/Lima"));
  private static final Pattern POWER = Pattern.compile("\"Power\":([0-9.]+)");

  @Test
  void the_same_seed_tells_the_same_city_and_another_seed_another() {
    List<DeviceMessage> once = messages(7, Duration.ofHours(3));
    assertThat(messages(7, Duration.ofHours(3))).isEqualTo(once).hasSizeGreaterThan(1000);
    assertThat(messages(8, Duration.ofHours(3))).isNotEqualTo(once);
  }

  @Test
  void messages_come_in_the_order_of_city_time() {
    assertThat(messages(7, Duration.ofHours(26)))
        .isSortedAccordingTo((a, b) -> Long.compare(a.dueMs(), b.dueMs()));
  }

  @Test
  void what_is_measured_does_not_depend_on_when_the_simulator_was_started() {
    Station station = station(3);
    AirModule early = new AirModule(station, 60, LIMA, 7, START.toEpochMilli());
    AirModule late = new AirModule(station, 60, LIMA, 7, START.toEpochMilli() + 12_345_000);
    long noon = START.plus(Duration.ofHours(12)).toEpochMilli();
    assertThat(late.measure(noon)).isEqualTo(early.measure(noon));
  }

  @Test
  void air_follows_traffic_and_stays_plausible() {
    AirModule module = new AirModule(station(3), 60, LIMA, 7, START.toEpochMilli());
    double rush = 0;
    double night = 0;
    for (int minute = 0; minute < 60; minute++) {
      rush += module.measure(at(7.5, minute)).getNo2Ppb();
      night += module.measure(at(2.5, minute)).getNo2Ppb();
    }
    assertThat(rush).isGreaterThan(night * 1.8);
    for (int minute = 0; minute < 3 * 1440; minute++) {
      AirReading air = module.measure(at(0, minute));
      assertThat(air.getPm25Ugm3()).isBetween(-1.0, 200.0);
      assertThat(air.getHumidityPercent()).isBetween(40.0, 100.0);
      assertThat(air.getO3Ppb()).isBetween(0.0, 100.0);
      if (air.getPm25Ugm3() >= 0) {
        assertThat(air.getPm10Ugm3()).isGreaterThan(air.getPm25Ugm3());
      }
    }
  }

  @Test
  void some_stations_have_bad_evenings_that_end_and_most_have_none() {
    int bad = 0;
    for (int i = 0; i < 36; i++) {
      AirModule module = new AirModule(station(i), 60, LIMA, 1, START.toEpochMilli());
      int badHours = 0;
      for (int hour = 0; hour < 72; hour++) {
        badHours += module.measure(at(hour, 30)).getPm25Ugm3() > 55.5 ? 1 : 0;
      }
      if (badHours > 0) {
        bad++;
        assertThat(badHours).isBetween(3, 24);
      }
      assertThat(module.measure(at(36, 0)).getPm25Ugm3()).as("noon").isLessThan(35);
    }
    assertThat(bad).isBetween(2, 12);
  }

  @Test
  void a_bay_reports_each_change_and_its_state_every_hour() {
    List<DeviceMessage> own = of("bay-1", messages(7, Duration.ofHours(48)));
    boolean known = false;
    boolean last = false;
    long lastMs = 0;
    int changes = 0;
    for (DeviceMessage message : own) {
      var bay = report(message).getReadings(0).getParking().getBay();
      if (!known) {
        assertThat(bay.getReason()).isEqualTo(ReportReason.START_UP);
      } else {
        assertThat(message.dueMs() - lastMs).isLessThanOrEqualTo(3_600_000);
        if (bay.getReason() == ReportReason.KEEP_ALIVE) {
          assertThat(bay.getOccupied()).isEqualTo(last);
        } else {
          assertThat(bay.getOccupied()).isNotEqualTo(last);
          changes++;
        }
      }
      known = true;
      last = bay.getOccupied();
      lastMs = message.dueMs();
    }
    assertThat(changes).isBetween(6, 120);
  }

  @Test
  void a_car_park_fills_at_noon_and_adds_up() {
    CarPark park = CarPark.newBuilder().setDevice("park").setCapacity(300).build();
    CarParkCounter counter = new CarParkCounter(park, 300, LIMA, 7, START.toEpochMilli());
    assertThat(counter.count(at(12.5, 0)).getOccupied())
        .isGreaterThan(2 * counter.count(at(3, 0)).getOccupied());
    for (int hour = 0; hour < 48; hour++) {
      var count = counter.count(at(hour, 7));
      assertThat(count.getFree() + count.getOccupied()).isEqualTo(300);
    }
  }

  @Test
  void the_quiet_home_is_used_no_more_while_its_plugs_go_on() {
    VirtualCity city = new VirtualCity(registry(), 7, START, START);
    assertThat(city.quietHome()).contains("h-quiet");
    List<DeviceMessage> kettle = of("quiet-kettle", messages(7, Duration.ofHours(48)));
    assertThat(kettle).hasSizeGreaterThan(500);
    long gone = START.plus(VirtualCity.LAST_USE_AFTER).toEpochMilli();
    assertThat(kettle)
        .filteredOn(message -> message.dueMs() > gone + 600_000)
        .allSatisfy(message -> assertThat(power(message)).isZero());
    assertThat(of("live-kettle", messages(7, Duration.ofHours(48))))
        .anySatisfy(message -> assertThat(power(message)).isGreaterThan(1500));
  }

  @Test
  void the_refrigerator_runs_by_itself() {
    long on =
        of("quiet-refrigerator", messages(7, Duration.ofHours(48))).stream()
            .filter(message -> power(message) > 50)
            .count();
    assertThat(on).isGreaterThan(50);
  }

  @Test
  void one_plug_falls_silent_while_its_neighbour_goes_on() {
    VirtualCity city = new VirtualCity(registry(), 7, START, START);
    assertThat(city.silentPlug()).contains("live-television");
    long silent = START.plus(VirtualCity.SILENT_AFTER).toEpochMilli();
    List<DeviceMessage> all = messages(7, Duration.ofHours(3));
    assertThat(of("live-television", all))
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message.dueMs()).isLessThan(silent));
    assertThat(of("live-kettle", all)).anyMatch(message -> message.dueMs() > silent);
  }

  @Test
  void plugs_speak_tasmota_and_count_energy_upwards() {
    List<DeviceMessage> own = of("live-kettle", messages(7, Duration.ofHours(24)));
    Pattern total = Pattern.compile("\"Total\":([0-9.]+)");
    double last = 0;
    for (DeviceMessage message : own) {
      assertThat(message.encoding()).isEqualTo(Encoding.MQTT_TASMOTA);
      Matcher matcher = total.matcher(message.payload().toStringUtf8());
      assertThat(matcher.find()).isTrue();
      double now = Double.parseDouble(matcher.group(1));
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
    assertThat(last).as("kWh a day").isBetween(0.05, 2.0);
  }

  private static long at(double hour, int minute) {
    return START.toEpochMilli() + Math.round(hour * 3_600_000) + minute * 60_000L;
  }

  private static List<DeviceMessage> messages(long seed, Duration length) {
    VirtualCity city = new VirtualCity(registry(), seed, START, START);
    List<DeviceMessage> all = new ArrayList<>();
    long end = START.plus(length).toEpochMilli();
    for (DeviceMessage each = city.next(); each.dueMs() < end; each = city.next()) {
      all.add(each);
    }
    return all;
  }

  private static List<DeviceMessage> of(String device, List<DeviceMessage> all) {
    return all.stream().filter(message -> message.device().equals(device)).toList();
  }

  private static double power(DeviceMessage message) {
    Matcher matcher = POWER.matcher(message.payload().toStringUtf8());
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static DeviceReport report(DeviceMessage message) {
    try {
      return DeviceReport.parseFrom(message.payload());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Station station(int number) {
    return Station.newBuilder()
        .setId("air-" + number)
        .setDevice("air-" + number)
        .setGateway("gw")
        .build();
  }

  private static List<RegistryEntry> registry() {
    List<RegistryEntry> entries = new ArrayList<>();
    entries.add(
        RegistryEntry.newBuilder()
            .setCity(City.newBuilder().setId("lima").setTimeZone("America/Lima"))
            .build());
    for (int i = 0; i < 8; i++) {
      entries.add(RegistryEntry.newBuilder().setStation(station(i)).build());
    }
    Zone.Builder zone = Zone.newBuilder().setId("zone");
    for (int i = 1; i <= 4; i++) {
      zone.addBays(Bay.newBuilder().setId("b" + i).setGateway("gw").setDevice("bay-" + i));
    }
    entries.add(RegistryEntry.newBuilder().setZone(zone).build());
    entries.add(
        RegistryEntry.newBuilder()
            .setHome(
                Home.newBuilder()
                    .setId("h-quiet")
                    .setInactivityLimitMinutes(600)
                    .addPlugs(plug("quiet", "kettle", true))
                    .addPlugs(plug("quiet", "refrigerator", false)))
            .build());
    entries.add(
        RegistryEntry.newBuilder()
            .setHome(
                Home.newBuilder()
                    .setId("h-live")
                    .setInactivityLimitMinutes(1000)
                    .addPlugs(plug("live", "kettle", true))
                    .addPlugs(plug("live", "television", true)))
            .build());
    return entries;
  }

  private static Plug plug(String home, String appliance, boolean shows) {
    return Plug.newBuilder()
        .setGateway("gw")
        .setDevice(home + "-" + appliance)
        .setAppliance(appliance)
        .setShowsActivity(shows)
        .build();
  }
}
