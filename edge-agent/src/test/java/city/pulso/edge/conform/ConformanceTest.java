package city.pulso.edge.conform;

import static city.pulso.edge.conform.Datagrams.CON;
import static city.pulso.edge.conform.Datagrams.NON;
import static city.pulso.edge.conform.Datagrams.answer;
import static city.pulso.edge.conform.Datagrams.bytes;
import static city.pulso.edge.conform.Datagrams.post;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.coap.CoapBytes;
import city.pulso.edge.conform.Finding.Verdict;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.simulator.device.CaptureFile;
import city.pulso.simulator.device.FleetFormat;
import city.pulso.simulator.fleet.Faults;
import city.pulso.simulator.fleet.Fleet;
import city.pulso.simulator.fleet.FleetDevice;
import city.pulso.simulator.fleet.FleetEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ConformanceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String GOOD =
      "[{'bn':'urn:dev:mac:0024befffe80a001:','bt':1767225600,'bver':26,'n':'pm2_5','u':'ug/m3','v':18.5}]";

  private Path directory;

  @BeforeEach
  void use(@TempDir Path temporary) {
    directory = temporary;
  }

  @Test
  void a_fleet_without_faults_conforms() throws Exception {
    Conformance.Report report = fleet("");
    assertThat(report.requests()).isGreaterThan(100);
    assertThat(report.devices()).hasSize(13);
    assertThat(report.findings())
        .filteredOn(
            finding -> finding.verdict() == Verdict.WARN || finding.verdict() == Verdict.FAIL)
        .isEmpty();
    assertThat(seen(report)).contains(Rule.SEQUENCE_GROWS, Rule.PAYLOAD_SECONDARY_UNITS);
  }

  @Test
  void what_goes_wrong_in_a_fleet_is_found() throws Exception {
    assertThat(verdict(fleet("loss=0.1"), Rule.SEQUENCE_GROWS)).isEqualTo(Verdict.WARN);
    assertThat(verdict(fleet("reorder=0.1"), Rule.SEQUENCE_GROWS)).isEqualTo(Verdict.WARN);
    assertThat(verdict(fleet("jump=0.1"), Rule.TIME_RIGHT)).isEqualTo(Verdict.FAIL);
    assertThat(verdict(fleet("stuck=1"), Rule.VALUES_LIVE)).isEqualTo(Verdict.WARN);
    assertThat(verdict(fleet("reboot=0.1,duplicate=0.1"), Rule.SEQUENCE_GROWS))
        .as("a new boot may count anew, and a repeated reading is no other")
        .isEqualTo(Verdict.PASS);
  }

  /** Confirmable 2.05, Message ID 770, with Observe 5. */
  private static final byte[] NOTIFICATION = {
    0x42, 0x45, 3, 2, 1, 1, 0x61, 5, (byte) 0xff, '{', '}'
  };

  @Test
  void a_notification_that_is_acknowledged_or_reset_is_fine() throws Exception {
    for (byte type : new byte[] {0x60, 0x70}) {
      Path file = directory.resolve("observed-" + type + ".pcap");
      try (CaptureFile capture = CaptureFile.create(file)) {
        long t = START.toEpochMilli();
        capture.toDevice(t, "d", NOTIFICATION);
        capture.fromDevice(t + 50, "d", new byte[] {type, 0, 3, 2});
        capture.fromDevice(t + 9000, "d", post(CON, 2, "t", 110, bytes(GOOD)));
      }
      assertThat(verdict(judged(file), Rule.COAP_ACKNOWLEDGES)).isEqualTo(Verdict.PASS);
    }
  }

  /** What a device does, and the one rule that it breaks. */
  private record Fault(Rule rule, Verdict verdict, Script script) {}

  private interface Script {
    void write(CaptureFile capture, long ms) throws Exception;
  }

  private static final List<Fault> FAULTS =
      List.of(
          new Fault(
              Rule.COAP_READABLE, Verdict.FAIL, (c, t) -> c.fromDevice(t, "d", bytes("hello"))),
          new Fault(
              Rule.COAP_OPTIONS, // option 2049 is critical and unknown
              Verdict.FAIL,
              (c, t) ->
                  c.fromDevice(
                      t,
                      "d",
                      post(
                          CON,
                          2,
                          "t",
                          110,
                          new byte[] {(byte) 0xe1, 6, (byte) 0xe8, 0},
                          bytes(GOOD)))),
          new Fault(
              Rule.COAP_PATH,
              Verdict.FAIL,
              (c, t) -> c.fromDevice(t, "d", post(CON, 2, "x", 110, bytes(GOOD)))),
          new Fault(
              Rule.COAP_CONTENT_FORMAT,
              Verdict.FAIL,
              (c, t) -> c.fromDevice(t, "d", post(CON, 2, "t", 50, bytes(GOOD)))),
          new Fault(
              Rule.COAP_CONTENT_FORMAT,
              Verdict.FAIL,
              (c, t) -> c.fromDevice(t, "d", post(CON, 2, "t", -1, bytes(GOOD)))),
          new Fault(
              Rule.COAP_CONFIRMABLE,
              Verdict.WARN,
              (c, t) -> c.fromDevice(t, "d", post(NON, 2, "t", 110, bytes(GOOD)))),
          new Fault(
              Rule.COAP_MESSAGE_ID,
              Verdict.FAIL,
              (c, t) -> {
                c.fromDevice(t, "d", post(CON, 2, "t", 110, bytes(GOOD)));
                c.fromDevice(t + 1, "d", post(CON, 2, "t", 110, bytes(GOOD.replace("18.5", "19"))));
              }),
          new Fault(Rule.COAP_RETRANSMISSION, Verdict.FAIL, (c, t) -> repeat(c, t, 500)),
          new Fault(Rule.COAP_RETRANSMISSION, Verdict.FAIL, (c, t) -> repeat(c, t, 2500, 3000)),
          new Fault(
              Rule.COAP_RETRANSMISSION,
              Verdict.FAIL,
              (c, t) -> repeat(c, t, 2500, 5000, 10_000, 20_000, 40_000)),
          new Fault(
              Rule.COAP_SIZE,
              Verdict.FAIL,
              (c, t) -> c.fromDevice(t, "d", post(CON, 2, "t", 110, large(1100)))),
          new Fault(
              Rule.COAP_BACK_OFF,
              Verdict.FAIL,
              (c, t) -> {
                c.fromDevice(t, "d", post(CON, 2, "t", 110, bytes(GOOD)));
                c.toDevice(t + 10, "d", answer(2, 0xa3, (byte) 0xd1, (byte) 1, (byte) 30));
                c.fromDevice(t + 1000, "d", post(CON, 3, "t", 110, bytes(GOOD)));
                c.toDevice(t + 1010, "d", answer(3, 0x44));
              }),
          new Fault(
              Rule.COAP_ANSWERED,
              Verdict.WARN,
              (c, t) -> {
                c.fromDevice(t, "d", post(CON, 2, "t", 110, bytes(GOOD)));
                c.fromDevice(t + 60_000, "d", post(CON, 3, "t", 110, bytes(GOOD)));
                c.toDevice(t + 60_010, "d", answer(3, 0x44));
              }),
          senml(Rule.PAYLOAD_READABLE, Verdict.FAIL, "[{"),
          senml(Rule.PAYLOAD_ACCEPTED, Verdict.FAIL, GOOD.replace("ug/m3", "ug/m^3")),
          senml(
              Rule.PAYLOAD_ONE_DEVICE,
              Verdict.WARN,
              GOOD.replace("}]", "},{'bn':'urn:dev:mac:0024befffe80a002:','n':'rh','v':50}]")),
          senml(
              Rule.PAYLOAD_BASE_NAME,
              Verdict.WARN,
              GOOD.replace("urn:dev:mac:0024befffe80a001", "d-1")),
          senml(Rule.PAYLOAD_SECONDARY_UNITS, Verdict.WARN, GOOD.replace("'bver':26,", "")),
          senml(Rule.TIME_KNOWN, Verdict.WARN, GOOD.replace("'bt':1767225600,", "")),
          senml(Rule.TIME_RIGHT, Verdict.FAIL, GOOD.replace("1767225600", "1767425600")),
          senml(Rule.TIME_RIGHT, Verdict.FAIL, GOOD.replace("1767225600", "300000000")),
          senml(Rule.TIME_RIGHT, Verdict.WARN, GOOD.replace("1767225600", "1766000000")),
          new Fault(
              Rule.COAP_ACKNOWLEDGES, // a notification of /config, never acknowledged
              Verdict.WARN,
              (c, t) -> {
                c.toDevice(t, "d", NOTIFICATION);
                c.fromDevice(t + 9000, "d", post(CON, 2, "t", 110, bytes(GOOD)));
                c.toDevice(t + 9005, "d", answer(2, 0x44));
              }),
          new Fault(
              Rule.SEQUENCE_PRESENT,
              Verdict.WARN,
              (c, t) -> c.fromDevice(t, "d", post(CON, 2, "t", 42, report(0, 1, 18.5)))),
          new Fault(
              Rule.SEQUENCE_GROWS,
              Verdict.FAIL,
              (c, t) -> {
                c.fromDevice(t, "d", post(CON, 2, "t", 42, report(7, 1, 18.5)));
                c.fromDevice(t + 1, "d", post(CON, 3, "t", 42, report(7, 1, 19)));
              }));

  @TestFactory
  List<DynamicTest> each_fault_is_found_and_no_other() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Fault fault : FAULTS) {
      tests.add(
          DynamicTest.dynamicTest(
              fault.rule().id() + " " + tests.size(),
              () -> {
                Path file = directory.resolve(tests.size() + "-" + fault.hashCode() + ".pcap");
                try (CaptureFile capture = CaptureFile.create(file)) {
                  fault.script().write(capture, START.toEpochMilli());
                }
                Conformance.Report report = judged(file);
                assertThat(verdict(report, fault.rule())).isEqualTo(fault.verdict());
                assertThat(broken(report)).containsExactly(fault.rule());
              }));
    }
    return tests;
  }

  @Test
  void every_rule_is_seen_broken_by_a_test() {
    Set<Rule> tested = FAULTS.stream().map(Fault::rule).collect(Collectors.toSet());
    // Stuck values are broken by the fleet above, discovery where a device is asked, MQTT's in
    // MqttCaptureTest.
    assertThat(EnumSet.complementOf(EnumSet.copyOf(tested)))
        .containsExactlyInAnyOrder(
            Rule.VALUES_LIVE,
            Rule.DISCOVERY,
            Rule.MQTT_READABLE,
            Rule.MQTT_TOPIC,
            Rule.MQTT_QOS,
            Rule.MQTT_RETAIN);
  }

  @Test
  void a_body_in_blocks_is_judged_as_one_and_waiting_as_told_is_fine() throws Exception {
    byte[] pack = large(1100);
    Path file = directory.resolve("blocks.pcap");
    try (CaptureFile capture = CaptureFile.create(file)) {
      long t = START.toEpochMilli();
      for (int block = 0; block * 512 < pack.length; block++) {
        boolean more = (block + 1) * 512 < pack.length;
        byte option = (byte) (block << 4 | (more ? 8 : 0) | 5);
        byte[] part =
            java.util.Arrays.copyOfRange(
                pack, block * 512, Math.min(pack.length, (block + 1) * 512));
        // Block1 is option 27, 15 after Content-Format.
        byte[] options = {(byte) 0xd1, 2, option};
        capture.fromDevice(t + block, "d", post(CON, 10 + block, "t", 110, options, part));
        capture.toDevice(t + block, "d", answer(10 + block, more ? 0x5f : 0xa3));
      }
      capture.fromDevice(t + 61_000, "d", post(CON, 20, "t", 110, bytes(GOOD)));
      capture.toDevice(t + 61_001, "d", answer(20, 0x44));
    }
    Conformance.Report report = judged(file);
    assertThat(broken(report)).isEmpty();
    assertThat(seen(report)).contains(Rule.COAP_BACK_OFF, Rule.PAYLOAD_ACCEPTED);
  }

  private static void repeat(CaptureFile capture, long ms, int... gaps) throws IOException {
    byte[] message = post(CON, 2, "t", 110, bytes(GOOD));
    long at = ms;
    capture.fromDevice(at, "d", message);
    for (int gap : gaps) {
      at += gap;
      capture.fromDevice(at, "d", message);
    }
  }

  private static Fault senml(Rule rule, Verdict verdict, String pack) {
    return new Fault(
        rule, verdict, (c, t) -> c.fromDevice(t, "d", post(CON, 2, "t", 110, bytes(pack))));
  }

  private static byte[] large(int size) {
    StringBuilder pack = new StringBuilder(GOOD.substring(0, GOOD.length() - 1));
    for (int i = 0; pack.length() < size; i++) {
      pack.append(",{'n':'q").append(i).append("','v':").append(i).append('}');
    }
    return bytes(pack.append(']').toString());
  }

  private static byte[] report(long boot, long sequence, double pm25) {
    return DeviceReport.newBuilder()
        .setDevice("urn:dev:mac:0024befffe80a001")
        .setBootId(boot)
        .addReadings(
            DeviceReading.newBuilder()
                .setObservedAtMs(START.toEpochMilli())
                .setSequence(sequence)
                .setAir(AirReading.newBuilder().setPm25Ugm3(pm25)))
        .build()
        .toByteArray();
  }

  private Conformance.Report fleet(String faults) throws IOException {
    List<FleetDevice> devices = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      devices.add(new FleetDevice("urn:dev:mac:0024befffe80a00" + i, FleetDevice.Kind.AIR));
    }
    devices.addAll(FleetDevice.made(0, 3, 0));
    Fleet.Plan plan =
        new Fleet.Plan(
            devices,
            4,
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            START,
            Set.of(FleetFormat.PULSO, FleetFormat.SENML_JSON, FleetFormat.SENML_CBOR),
            true,
            false,
            "");
    Path file = directory.resolve("fleet.pcap");
    try (CaptureFile capture = CaptureFile.create(file)) {
      Fleet fleet = new Fleet(plan, Faults.parse(faults), 11);
      while (fleet.hasNext()) {
        if (fleet.next() instanceof FleetEvent.Spoken spoken
            && spoken.fate() != FleetEvent.Fate.LOST) {
          capture.exchange(START.toEpochMilli() + spoken.atMs(), spoken.message());
        }
      }
    }
    return judged(file);
  }

  private static Conformance.Report judged(Path file) throws IOException {
    Conformance conformance = new Conformance();
    int skipped =
        Capture.read(
            file,
            d -> conformance.see(CoapBytes.seen(d.number(), d.atMs(), d.from(), d.to(), d.bytes())),
            s -> {});
    assertThat(skipped).isZero();
    return conformance.report();
  }

  private static Verdict verdict(Conformance.Report report, Rule rule) {
    return report.findings().stream()
        .filter(finding -> finding.rule() == rule)
        .findFirst()
        .orElseThrow()
        .verdict();
  }

  private static List<Rule> broken(Conformance.Report report) {
    return report.findings().stream()
        .filter(finding -> finding.violated() > 0)
        .map(Finding::rule)
        .toList();
  }

  private static List<Rule> seen(Conformance.Report report) {
    return report.findings().stream()
        .filter(finding -> finding.verdict() != Verdict.NOT_SEEN)
        .map(Finding::rule)
        .toList();
  }
}
