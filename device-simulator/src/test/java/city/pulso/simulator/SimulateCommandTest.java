package city.pulso.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.v1.Gateway;
import city.pulso.simulator.device.TestGateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_dry_run_prints_and_captures_the_same_twice(@TempDir Path directory) throws Exception {
    String[] texts = new String[2];
    byte[][] captures = new byte[2][];
    for (int i = 0; i < 2; i++) {
      Path file = directory.resolve(i + ".pcap");
      out.getBuffer().setLength(0);
      assertThat(
              run(
                  "--air=3",
                  "--bays=2",
                  "--seed=9",
                  "--start=2026-01-01T00:00:00Z",
                  "--faults=loss=0.2,duplicate=0.2,reboot=0.1,rebind=0.1",
                  "--dry-run",
                  "--capture=" + file))
          .isZero();
      texts[i] = out.toString();
      captures[i] = Files.readAllBytes(file);
    }
    assertThat(texts[0])
        .isEqualTo(texts[1])
        .contains("  lost  ", "  repeated  ", "  rebound   nat");
    assertThat(captures[0]).isEqualTo(captures[1]).hasSizeGreaterThan(2000);
    assertThat(Arrays.copyOf(captures[0], 4)).containsExactly(0xd4, 0xc3, 0xb2, 0xa1);
  }

  @Test
  void a_run_counts_what_was_answered_by_code_and_what_was_lost_on_purpose() throws Exception {
    try (TestGateway gateway = new TestGateway()) {
      assertThat(
              run(
                  "--to=" + gateway.uri(),
                  "--air=6",
                  "--every=100ms",
                  "--for=1s",
                  "--nats=2",
                  "--faults=loss=0.2,rebind=0.1"))
          .isZero();
      int heard = gateway.heard().size();
      assertThat(gateway.ports()).as("two NATs that forget their bindings").isGreaterThan(2);
      // A repetition from the NAT's next port is another message to a gateway (RFC 7252, 4.5).
      assertThat(row("sent")).isBetween(30L, (long) heard);
      assertThat(row("lost on purpose")).isPositive();
      assertThat(row("answered")).isEqualTo(row("sent"));
      assertThat(row("  2.04") + row("  4.03")).isEqualTo(row("answered"));
      assertThat(out.toString()).contains("x 4.03 device 'x' is not registered");
    }
  }

  @Test
  void a_run_that_ends_before_anybody_spoke_is_no_success() throws Exception {
    try (TestGateway gateway = new TestGateway()) {
      assertThat(run("--to=" + gateway.uri(), "--air=1", "--every=1h", "--for=10ms")).isEqualTo(1);
      assertThat(err.toString()).contains("nothing was sent", "--every 3600 s", "longer --for");
    }
  }

  @Test
  void a_fleet_can_be_left_as_the_registry_of_an_agent_and_played_from_it(@TempDir Path directory)
      throws Exception {
    assertThat(run("--air=2", "--plugs=1", "--gateway=lima-01", "--leave-registry=" + directory))
        .isZero();
    Gateway entry = Gateway.parseFrom(Files.readAllBytes(directory.resolve("registry.pb")));
    assertThat(entry.getId()).isEqualTo("lima-01");
    assertThat(entry.getDevicesList()).hasSize(3);
    assertThat(run("--devices-of=" + directory, "--dry-run", "--for=20s")).isZero();
    assertThat(out.toString()).contains("sim-air-0002", "sim-plug-0001");
  }

  @Test
  void what_cannot_be_done_is_said() {
    assertThat(run("--air=1")).isEqualTo(2);
    assertThat(err.toString()).contains("--to or --mqtt is missing; or use --dry-run");
    assertThat(run("--dry-run")).isEqualTo(2);
    assertThat(err.toString()).contains("no device; use --air, --bays, --plugs or --devices-of");
    assertThat(run("--air=1", "--to=http://x")).isEqualTo(2);
    assertThat(run("--air=1", "--dry-run", "--every=0s")).isEqualTo(2);
    assertThat(run("--air=1", "--dry-run", "--faults=los=1")).isEqualTo(2);
    assertThat(err.toString()).contains("'los' is no fault; use loss, duplicate");
    assertThat(run("--dry-run", "--devices-of=/nowhere")).isEqualTo(1);
    assertThat(err.toString()).contains("/nowhere does not exist");
    assertThat(run("--air=1", "--mqtt=mqtt://127.0.0.1:1")).isEqualTo(1);
    assertThat(err.toString()).contains("mqtt://127.0.0.1:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--to coaps://h|coaps:// needs --keys, or --certificate, --key and --trust",
        "--to coap://h --keys k|--keys goes with --to coaps://HOST",
        "--to coaps://h --certificate c --trust t|--certificate and --key go together",
        "--to coap://h --trust t|--certificate and --trust go with coaps:// or mqtts://",
        "--to coap://h --username u|--username and --password-file go with --mqtt",
        "--mqtt mqtt://h --password-file f|--password-file needs --username",
        "--mqtt http://h|use mqtt://HOST:PORT or mqtts://HOST:PORT",
        "--mqtt mqtt://h --mqtt-version 4|--mqtt-version: '4' is not accepted; use 5 or 3.1.1",
        "--to coap://h --formats tasmota|it can speak pulso, senml-json, senml-cbor, sensor",
        "--to coap://h --formats morse|is no format; use all, or some of pulso, senml-json",
        "--to coap://h --leave-keys k|--leave-keys goes with --leave-registry",
        "--to coap://h --nats 65|--nats: 65 is not accepted; use 1 to 64"
      })
  void what_does_not_go_together_is_said(String arguments, String said) {
    assertThat(run(("--air 1 " + arguments).split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(said);
  }

  @Test
  void keys_are_never_overwritten(@TempDir Path directory) throws Exception {
    String[] leave = {
      "--air=2", "--leave-registry=" + directory, "--leave-keys=" + directory.resolve("keys.yaml")
    };
    assertThat(run(leave)).isZero();
    String keys = Files.readString(directory.resolve("keys.yaml"));
    assertThat(keys.lines().filter(line -> line.contains("key:")))
        .hasSize(2)
        .doesNotHaveDuplicates();
    assertThat(run(leave)).isEqualTo(1);
    assertThat(err.toString()).contains("keys are not overwritten");
    assertThat(Files.readString(directory.resolve("keys.yaml"))).isEqualTo(keys);
  }

  private long row(String name) {
    return out.toString()
        .lines()
        .filter(line -> line.matches(name + " +\\d+"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
        .findFirst()
        .orElse(0);
  }

  private int run(String... arguments) {
    return new CommandLine(new SimulateCommand(Clock.systemUTC()))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
