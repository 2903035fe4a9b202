package city.pulso.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.v1.DeviceReport;
import city.pulso.simulator.device.FleetFormat;
import city.pulso.simulator.fleet.FleetEvent.Fate;
import city.pulso.simulator.fleet.FleetEvent.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ALL =
      "loss=0.1,duplicate=0.1,reorder=0.1,drift=500,jump=0.05,reboot=0.05,stuck=0.01,rebind=0.05,brownout=0.05";

  @Test
  void the_same_seed_gives_the_same_messages_byte_for_byte() {
    List<FleetEvent> first = played(7, ALL);
    assertThat(first).hasSizeGreaterThan(300);
    assertThat(played(7, ALL)).isEqualTo(first);
    assertThat(played(8, ALL)).isNotEqualTo(first);
  }

  @Test
  void the_same_seed_gives_the_same_bytes_in_every_format() {
    Set<FleetFormat> spoken = EnumSet.noneOf(FleetFormat.class);
    List<FleetEvent> first = played(7, ALL, EnumSet.allOf(FleetFormat.class));
    for (FleetEvent event : first) {
      if (event instanceof Spoken each) {
        spoken.add(each.message().format());
      }
    }
    assertThat(spoken).containsExactlyInAnyOrder(FleetFormat.values());
    assertThat(played(7, ALL, EnumSet.allOf(FleetFormat.class))).isEqualTo(first);
  }

  @Test
  void a_device_that_can_speak_none_of_the_formats_is_named() {
    assertThatThrownBy(() -> played(1, "", Set.of(FleetFormat.TASMOTA)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sim-air-0001 speaks none of the formats")
        .hasMessageContaining(
            "it can speak pulso, senml-json, senml-cbor, sensor-community (MQTT)");
  }

  @Test
  void events_come_in_the_order_of_time() {
    assertThat(played(3, ALL)).extracting(FleetEvent::atMs).isSorted();
  }

  @Test
  void without_faults_every_device_counts_on_and_keeps_its_clock_and_its_boot() {
    Map<String, DeviceReport> last = new HashMap<>();
    for (FleetEvent event : played(5, "")) {
      Spoken spoken = (Spoken) event;
      assertThat(spoken.fate()).isEqualTo(Fate.SENT);
      if (spoken.message().format() == FleetFormat.PULSO) {
        DeviceReport report = report(spoken);
        DeviceReport before = last.put(report.getDevice(), report);
        if (before != null) {
          assertThat(report.getBootId()).isEqualTo(before.getBootId());
          assertThat(sequence(report)).isEqualTo(sequence(before) + 1);
        }
        if (report.getReadings(0).hasObservedAtMs()) {
          assertThat(report.getReadings(0).getObservedAtMs())
              .isEqualTo(START.toEpochMilli() + spoken.atMs());
        }
      }
    }
    assertThat(last).hasSizeGreaterThan(10);
  }

  @Test
  void loss_and_duplicate_are_about_as_frequent_as_asked() {
    assertThat(share(played(5, "loss=0.3"), Fate.LOST)).isBetween(0.25, 0.35);
    List<FleetEvent> repeating = played(5, "duplicate=0.3");
    assertThat(share(repeating, Fate.REPEATED)).isBetween(0.18, 0.28);
    List<Object> sent = new ArrayList<>();
    for (FleetEvent event : repeating) {
      Spoken spoken = (Spoken) event;
      if (spoken.fate() == Fate.REPEATED) {
        assertThat(sent).as("it was sent before, byte for byte").contains(spoken.message());
      }
      sent.add(spoken.message());
    }
  }

  @Test
  void reorder_lets_a_message_overtake_another() {
    assertThat(backwards(played(5, ""))).isZero();
    assertThat(backwards(played(5, "reorder=0.1"))).isPositive();
  }

  @Test
  void reboot_and_brownout_begin_a_new_boot_with_sequence_1() {
    for (String fault : List.of("reboot=0.1", "brownout=0.1")) {
      Map<String, Long> boots = new HashMap<>();
      int restarts = 0;
      for (DeviceReport report : reports(played(5, fault)).toList()) {
        Long before = boots.put(report.getDevice(), report.getBootId());
        if (before != null && before != report.getBootId()) {
          assertThat(sequence(report)).isEqualTo(1);
          restarts++;
        }
      }
      assertThat(restarts).as(fault).isGreaterThan(20);
    }
    assertThat(reports(played(5, "brownout=0.1")))
        .anyMatch(report -> report.getReadings(0).getBatteryPercent() == 2);
  }

  @Test
  void jump_and_drift_move_the_devices_clock() {
    assertThat(offsets(played(5, "jump=0.1")))
        .contains(3_600_000L, -600_000L, 172_800_000L)
        .anyMatch(offset -> offset < -1_000_000_000_000L);
    assertThat(offsets(played(5, "drift=10000")))
        .anyMatch(offset -> offset > 100)
        .anyMatch(offset -> offset < -100)
        .allMatch(offset -> Math.abs(offset) <= 6000); // 1 % of ten minutes
  }

  @Test
  void stuck_devices_repeat_their_values_and_rebinding_names_a_nat() {
    Map<String, Object> values = new HashMap<>();
    int same = 0;
    for (DeviceReport report : reports(played(5, "stuck=1")).toList()) {
      Object value = report.getReadings(0).getAir();
      same += value.equals(values.put(report.getDevice(), value)) ? 1 : 0;
    }
    assertThat(same).isGreaterThan(100);
    assertThat(played(5, "rebind=0.1"))
        .filteredOn(FleetEvent.Rebound.class::isInstance)
        .hasSizeGreaterThan(20)
        .allMatch(event -> ((FleetEvent.Rebound) event).nat() < 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"loss=2", "loss", "lost=0.1", "loss=0.1,loss=0.2", "drift=-1"})
  void a_fault_that_is_not_accepted_is_answered_with_what_is(String text) {
    assertThatThrownBy(() -> Faults.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*(use|twice).*");
  }

  private static List<FleetEvent> played(long seed, String faults) {
    return played(
        seed, faults, Set.of(FleetFormat.PULSO, FleetFormat.SENML_JSON, FleetFormat.TASMOTA));
  }

  private static List<FleetEvent> played(long seed, String faults, Set<FleetFormat> formats) {
    Fleet.Plan plan =
        new Fleet.Plan(
            FleetDevice.made(30, 10, 5),
            4,
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            START,
            formats,
            true,
            true,
            "");
    List<FleetEvent> events = new ArrayList<>();
    new Fleet(plan, Faults.parse(faults), seed).forEachRemaining(events::add);
    return events;
  }

  private static double share(List<FleetEvent> events, Fate fate) {
    return (double) events.stream().filter(event -> ((Spoken) event).fate() == fate).count()
        / events.size();
  }

  private static Stream<DeviceReport> reports(List<FleetEvent> events) {
    return events.stream()
        .filter(Spoken.class::isInstance)
        .map(Spoken.class::cast)
        .filter(spoken -> spoken.message().format() == FleetFormat.PULSO)
        .map(FleetTest::report);
  }

  private static int backwards(List<FleetEvent> events) {
    Map<String, Long> highest = new HashMap<>();
    int count = 0;
    for (DeviceReport report : reports(events).toList()) {
      long before = highest.merge(report.getDevice(), sequence(report), Math::max);
      count += sequence(report) < before ? 1 : 0;
    }
    return count;
  }

  private static List<Long> offsets(List<FleetEvent> events) {
    List<Long> offsets = new ArrayList<>();
    for (FleetEvent event : events) {
      if (event instanceof Spoken spoken
          && spoken.message().format() == FleetFormat.PULSO
          && report(spoken).getReadings(0).hasObservedAtMs()) {
        offsets.add(
            report(spoken).getReadings(0).getObservedAtMs() - START.toEpochMilli() - spoken.atMs());
      }
    }
    return offsets;
  }

  private static long sequence(DeviceReport report) {
    return report.getReadings(0).getSequence();
  }

  private static DeviceReport report(Spoken spoken) {
    try {
      return DeviceReport.parseFrom(spoken.message().payload());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
