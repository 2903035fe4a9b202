package city.pulso.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {
  private static final Duration YEAR = Duration.ofDays(366);

  /** Rows, duplicates and empty rows as the README of the data states or implies. */
  @ParameterizedTest
  @CsvSource({
    "seoul,         2017-04-23T15:00:00Z, 12600, 25, 0",
    "beijing,       2016-12-11T16:00:00Z, 4032, 12, 0",
    "collocated,    2019-08-01T05:00:00Z, 27937, 2, 0",
    "muenster-2023, 2023-03-12T23:00:00Z, 57035, 17, 0",
    "muenster,      2026-06-14T22:00:00Z, 33600, 20, 0",
    "birmingham,    2016-10-03T23:00:00Z, 12474, 29, 0",
    "melbourne,     2016-11-06T13:00:00Z, 57540, 2188, 0",
    "refit,         2014-03-01T00:00:00Z, 662400, 5, 0",
  })
  void a_data_set_holds_the_rows_that_its_publisher_states(
      String set, Instant from, long rows, int devices, long empty) {
    Map<String, DeviceInventory> inventory = load(from, YEAR, set).inventory();
    if (set.equals("refit")) {
      inventory.keySet().removeIf(device -> device.startsWith("refit-20-"));
    }
    assertThat(inventory).hasSize(devices);
    assertThat(inventory.values().stream().mapToLong(DeviceInventory::rows).sum()).isEqualTo(rows);
    assertThat(inventory.values().stream().mapToLong(DeviceInventory::emptyRows).sum())
        .isEqualTo(empty);
  }

  /** The messages and the inventory read the sources on different ways; both must agree. */
  @ParameterizedTest
  @CsvSource({
    "beijing,       2016-12-11T16:00:00Z, 20",
    "seoul,         2017-04-23T15:00:00Z, 3",
    "collocated,    2019-08-01T05:00:00Z, 12",
    "muenster-2023, 2023-03-12T23:00:00Z, 15",
    "muenster,      2026-06-14T22:00:00Z, 8",
    "birmingham,    2016-10-03T23:00:00Z, 30",
    "melbourne,     2016-11-06T13:00:00Z, 15",
    "refit=2014-03-29, 2017-04-29T00:00:00Z, 2",
    "tracebase,     2012-05-15T05:00:00Z, 1",
  })
  void messages_carry_exactly_what_the_inventory_counts(String set, Instant from, int days) {
    Replay replay = load(from, Duration.ofDays(days), set);
    Map<String, DeviceInventory> sent = new TreeMap<>();
    Map<String, Map<Long, Long>> hashes = new HashMap<>();
    Map<String, Long> rows = new HashMap<>();
    try (ReplayMessages messages = replay.messages()) {
      messages.forEachRemaining(
          message -> {
            for (DeviceReading reading : readings(message)) {
              rows.merge(message.device(), 1L, Long::sum);
              hashes
                  .computeIfAbsent(message.device(), d -> new HashMap<>())
                  .put(
                      reading.getObservedAtMs(),
                      DeviceInventory.hash(reading.getObservedAtMs(), values(reading)));
            }
          });
    }
    hashes.forEach(
        (device, byTime) ->
            sent.put(
                device,
                new DeviceInventory(
                    count(rows, device),
                    0,
                    byTime.size(),
                    count(rows, device) - byTime.size(),
                    byTime.keySet().stream().mapToLong(Long::longValue).min().orElseThrow(),
                    byTime.keySet().stream().mapToLong(Long::longValue).max().orElseThrow(),
                    byTime.values().stream().mapToLong(Long::longValue).sum())));
    assertThat(sent).isEqualTo(replay.inventory()).isNotEmpty();
  }

  @Test
  void gases_in_ppm_become_ppb_without_a_rounding_error() {
    DeviceReading first = readingsOf("seoul-102", 1, "seoul").get(0);
    assertThat(first.getObservedAtMs())
        .as("2017-04-24 0:00 in Korea labels the hour that ends at 1:00")
        .isEqualTo(Instant.parse("2017-04-23T16:00:00Z").toEpochMilli());
    assertThat(first.getAir().getSo2Ppb()).isEqualTo(4.0);
    assertThat(first.getAir().getNo2Ppb()).isEqualTo(34.0);
    assertThat(first.getAir().getCoPpm()).isEqualTo(0.4);
    assertThat(first.getAir().getO3Ppb()).isEqualTo(34.0);
    assertThat(first.getAir().getPm10Ugm3()).isEqualTo(25.0);
    assertThat(first.getAir().getPm25Ugm3()).isEqualTo(12.0);
    assertThat(first.getAir().getAveragedOverS()).isEqualTo(3600);
  }

  @Test
  void sentinels_of_seoul_are_passed_on() {
    Replay replay = load(Instant.parse("2017-04-23T15:00:00Z"), YEAR, "seoul");
    int[] minusOne = {0};
    try (ReplayMessages messages = replay.messages()) {
      messages.forEachRemaining(
          message -> {
            for (Object value : values(readings(message).get(0)).values()) {
              if (value.equals(-1.0) || value.equals(-1000.0)) {
                minusOne[0]++;
              }
            }
          });
    }
    assertThat(minusOne[0]).isEqualTo(19);
  }

  @Test
  void missing_values_of_beijing_are_not_reported() {
    Replay replay = load(Instant.parse("2016-12-11T16:00:00Z"), YEAR, "beijing");
    int[] given = {0};
    int[] messagesSeen = {0};
    try (ReplayMessages messages = replay.messages()) {
      messages.forEachRemaining(
          message -> {
            messagesSeen[0]++;
            Map<String, Object> values = values(readings(message).get(0));
            values.keySet().removeAll(Set.of("temperature_cel", "pressure_hpa"));
            given[0] += values.size();
          });
    }
    assertThat(messagesSeen[0] * 6 - given[0]).isEqualTo(208);
  }

  @Test
  void muenster_tells_closed_full_and_unknown_apart() {
    Map<String, Integer> words = new TreeMap<>();
    Replay replay = load(Instant.parse("2026-06-14T22:00:00Z"), YEAR, "muenster");
    try (ReplayMessages messages = replay.messages()) {
      messages.forEachRemaining(
          message -> {
            Map<String, Object> values = values(readings(message).get(0));
            words.merge(String.valueOf(values.get("status")), 1, Integer::sum);
            assertThat(values).containsKey("capacity");
            assertThat(values.containsKey("free")).isNotEqualTo(values.containsKey("status"));
          });
    }
    assertThat(words.keySet()).contains("null", "closed", "no-information");
    assertThat(replay.registry())
        .anySatisfy(
            entry -> {
              assertThat(entry.getZone().getName()).isEqualTo("PH Theater");
              assertThat(entry.getZone().getCarPark().getCapacity()).isEqualTo(743);
            });
  }

  @Test
  void birmingham_keeps_its_duplicates_negatives_and_overfull_parks() {
    Replay replay = load(Instant.parse("2016-10-03T23:00:00Z"), YEAR, "birmingham");
    int[] negative = {0};
    int[] overfull = {0};
    try (ReplayMessages messages = replay.messages()) {
      messages.forEachRemaining(
          message -> {
            var count = readings(message).get(0).getParking().getCount();
            negative[0] += count.getOccupied() < 0 ? 1 : 0;
            overfull[0] += count.getOccupied() > count.getCapacity() ? 1 : 0;
          });
    }
    assertThat(negative[0]).isEqualTo(9);
    assertThat(overfull[0]).isEqualTo(33);
    assertThat(replay.inventory().values().stream().mapToLong(DeviceInventory::duplicates).sum())
        .isEqualTo(107);
  }

  @Test
  void tracebase_keeps_repeated_and_backward_times() {
    Instant from = Instant.parse("2012-05-14T22:00:00Z");
    DeviceInventory tv =
        Objects.requireNonNull(
            load(from, Duration.ofDays(20), "tracebase").inventory().get("tracebase-B80E51"));
    assertThat(tv.rows()).isEqualTo(171_778);
    assertThat(tv.duplicates()).isPositive();
  }

  @Test
  void recordings_of_other_years_are_shifted_by_whole_weeks() {
    Instant from = Instant.parse("2017-04-25T00:00:00Z");
    Replay replay = load(from, Duration.ofDays(2), "seoul", "muenster-2023", "refit=2014-03-10");
    Map<String, Long> shifts = replay.shiftsMs();
    assertThat(shifts.get("seoul")).as("covers the start").isZero();
    assertThat(shifts.values()).allMatch(ms -> ms % Duration.ofDays(7).toMillis() == 0);
    Instant recorded = from.minusMillis(count(shifts, "refit-house2"));
    assertThat(recorded).isEqualTo(Instant.parse("2014-03-11T00:00:00Z"));
    Set<String> dataSets = new TreeSet<>();
    replay.inventory().keySet().forEach(device -> dataSets.add(device.split("-")[0]));
    assertThat(dataSets).containsExactly("muenster", "refit", "seoul");
  }

  @Test
  void messages_come_in_the_order_of_city_time_and_resume_at_a_position() {
    Instant from = Instant.parse("2012-05-15T05:00:00Z");
    Replay replay = load(from, Duration.ofHours(3), "tracebase", "seoul", "refit");
    List<DeviceMessage> all = drain(replay.messages());
    assertThat(all).isSortedAccordingTo((a, b) -> Long.compare(a.dueMs(), b.dueMs()));
    Instant half = from.plus(Duration.ofMinutes(77));
    assertThat(drain(replay.messages(half)))
        .isEqualTo(all.stream().filter(m -> m.dueMs() >= half.toEpochMilli()).toList())
        .isNotEmpty();
  }

  @Test
  void the_registry_names_every_device_once_and_only_known_things() {
    Replay replay =
        load(
            Instant.parse("2017-05-01T00:00:00Z"),
            Duration.ofDays(1),
            "seoul",
            "beijing",
            "collocated",
            "muenster",
            "muenster-2023",
            "birmingham",
            "melbourne",
            "refit",
            "tracebase");
    Set<String> devices = new HashSet<>();
    Set<String> districts = new HashSet<>();
    for (RegistryEntry entry : replay.registry()) {
      if (entry.hasDistrict()) {
        assertThat(districts.add(entry.getDistrict().getId())).isTrue();
      }
    }
    for (RegistryEntry entry : replay.registry()) {
      if (entry.hasGateway()) {
        assertThat(districts).contains(entry.getGateway().getDistrict());
        entry
            .getGateway()
            .getDevicesList()
            .forEach(d -> assertThat(devices.add(d.getId())).as(d.getId()).isTrue());
      }
    }
    assertThat(devices).hasSize(25 + 12 + 2 + 20 + 17 + 29 + 2188 + 10 + 11);
    try (ReplayMessages messages = replay.messages()) {
      messages.forEachRemaining(m -> assertThat(devices).contains(m.device()));
    }
  }

  @Test
  void options_name_what_is_not_accepted() {
    assertThatThrownBy(
            () -> ReplayOptions.of(Instant.EPOCH, YEAR, List.of("seol", "refit=yesterday")))
        .hasMessageContaining("'seol' is not known; use seoul, beijing")
        .hasMessageContaining("'yesterday' is not a day");
  }

  private static long count(Map<String, Long> counts, String key) {
    return counts.getOrDefault(key, 0L);
  }

  private static Replay load(Instant from, Duration duration, String... choices) {
    return Replay.load(SharedData.require(), ReplayOptions.of(from, duration, List.of(choices)));
  }

  private static List<DeviceMessage> drain(ReplayMessages messages) {
    List<DeviceMessage> all = new ArrayList<>();
    try (messages) {
      messages.forEachRemaining(all::add);
    }
    return all;
  }

  private static List<DeviceReading> readingsOf(String device, int days, String set) {
    Replay replay = load(Instant.parse("2017-04-23T15:00:00Z"), Duration.ofDays(days), set);
    List<DeviceReading> all = new ArrayList<>();
    try (ReplayMessages messages = replay.messages()) {
      messages.forEachRemaining(
          message -> {
            if (message.device().equals(device)) {
              all.addAll(readings(message));
            }
          });
    }
    return all;
  }

  static List<DeviceReading> readings(DeviceMessage message) {
    if (message.encoding() == Encoding.COAP_SENML_JSON) {
      return List.of(fromSenml(message.payload().toStringUtf8()));
    }
    try {
      return DeviceReport.parseFrom(message.payload()).getReadingsList();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(message.toString(), e);
    }
  }

  private static DeviceReading fromSenml(String pack) {
    Matcher base = Pattern.compile("\"bt\":([0-9.]+)").matcher(pack);
    assertThat(base.find()).isTrue();
    AirReading.Builder air = AirReading.newBuilder();
    Matcher records =
        Pattern.compile("\"n\":\"([a-z0-9_]+)\",\"u\":\"[^\"]+\",\"v\":(-?[0-9.]+)").matcher(pack);
    while (records.find()) {
      double value = Double.parseDouble(records.group(2));
      switch (records.group(1)) {
        case "pm2_5" -> air.setPm25Ugm3(value);
        case "no2" -> air.setNo2Ppb(value);
        case "o3" -> air.setO3Ppb(value);
        case "temp" -> air.setTemperatureCel(value);
        case "rh" -> air.setHumidityPercent(value);
        default -> throw new IllegalStateException(pack);
      }
    }
    return DeviceReading.newBuilder()
        .setObservedAtMs(new BigDecimal(base.group(1)).movePointRight(3).longValueExact())
        .setAir(air)
        .build();
  }

  /** Fields by their names in the store; numbers as double, as the store gives them back. */
  static Map<String, Object> values(DeviceReading reading) {
    Map<String, Object> values = new HashMap<>();
    switch (reading.getBodyCase()) {
      case AIR -> put(values, reading.getAir());
      case PLUG -> put(values, reading.getPlug());
      case PARKING -> {
        if (reading.getParking().hasBay()) {
          put(values, reading.getParking().getBay());
        } else {
          put(values, reading.getParking().getCount());
          if (values.containsKey("occupied")) {
            values.put("occupied_count", values.remove("occupied"));
          }
        }
      }
      default -> throw new IllegalStateException(reading.toString());
    }
    values.remove("averaged_over_s");
    return values;
  }

  private static void put(Map<String, Object> values, Message body) {
    for (Map.Entry<FieldDescriptor, Object> each : body.getAllFields().entrySet()) {
      Object value = each.getValue();
      values.put(
          each.getKey().getName(),
          value instanceof Number number
              ? Double.valueOf(number.doubleValue())
              : value instanceof Boolean
                  ? value
                  : value.toString().toLowerCase().replace('_', '-'));
    }
  }
}
