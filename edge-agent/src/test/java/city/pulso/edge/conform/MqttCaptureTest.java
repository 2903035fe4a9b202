package city.pulso.edge.conform;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.cli.AgentCommand;
import city.pulso.edge.conform.Finding.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conform --capture} of devices that speak MQTT. */
class MqttCaptureTest {
  private static final String SENSOR = "{\"ENERGY\":{\"Power\":3,\"Total\":81.337}}";
  private static final int FIRST = -3; // sequence numbers wrap soon

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @TempDir Path directory = Path.of("");

  @Test
  void both_versions_are_judged_whatever_was_sent_again_or_overtaken() throws Exception {
    for (int level : List.of(4, 5)) {
      file.reset();
      out.getBuffer().setLength(0);
      byte[] stream =
          join(
              connect(level),
              publish(level, "tele/plug_k17/SENSOR", 1, false, SENSOR),
              publish(level, "tele/plug_k17/SENSOR", 1, false, SENSOR.replace("3", "4")));
      syn(1883);
      int at = 0;
      List<byte[]> parts = new ArrayList<>();
      for (int size : new int[] {5, 40, 21, 1000}) {
        parts.add(Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size)));
        at += size;
      }
      segment(1883, 0, parts.get(0));
      segment(1883, 45, parts.get(2)); // overtakes
      segment(1883, 5, parts.get(1));
      segment(1883, 0, parts.get(0)); // again
      segment(1883, 66, parts.get(3));
      assertThat(conform()).as(err.toString()).isZero();
      assertThat(out.toString())
          .contains("2 telemetry messages", "devices: plug_k17")
          .containsPattern("PASS  mqtt.readable +2 .*MQTT 5.0, 2")
          .containsPattern("PASS  mqtt.qos +2 ")
          .containsPattern("PASS  payload.accepted +2 ")
          .containsPattern("WARN  time.known +2 of 2 ");
    }
  }

  @Test
  void each_rule_is_seen_broken() throws Exception {
    assertThat(verdict(publish(4, "tele/plug_k17/SENSOR", 0, false, SENSOR), "mqtt.qos"))
        .isEqualTo(Verdict.WARN.name());
    assertThat(verdict(publish(4, "tele/plug_k17/SENSOR", 1, true, SENSOR), "mqtt.retain"))
        .isEqualTo(Verdict.FAIL.name());
    assertThat(verdict(publish(4, "stat/plug_k17/POWER", 1, false, "ON"), "mqtt.topic"))
        .isEqualTo(Verdict.WARN.name());
    assertThat(verdict(publish(4, "tele/plug_k17/SENSOR", 1, false, "{"), "payload.readable"))
        .isEqualTo(Verdict.FAIL.name());
    assertThat(verdict(new byte[] {0x36, 2, 0, 0}, "mqtt.readable")).isEqualTo(Verdict.FAIL.name());
    assertThat(out.toString()).contains("a PUBLISH with QoS 3 [MQTT-3.3.1-4]");
    assertThat(verdict(new byte[] {0x30, -1, -1, -1, -1, 1}, "mqtt.readable"))
        .isEqualTo(Verdict.FAIL.name());
    assertThat(verdict(new byte[] {0x30, 3, 0, 9, 1}, "mqtt.readable"))
        .isEqualTo(Verdict.FAIL.name());
    assertThat(out.toString()).contains("packet type 3 is cut short");
  }

  @Test
  void a_topic_alias_stands_for_the_topic_it_was_given() throws Exception {
    syn(1883);
    segment(
        1883,
        0,
        join(
            connect(5),
            publish(5, "tele/plug_k17/SENSOR", new byte[] {3, 0x23, 0, 7}, SENSOR),
            publish(5, "", new byte[] {3, 0x23, 0, 7}, SENSOR)));
    assertThat(conform()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("2 telemetry messages");
  }

  @Test
  void mappings_can_be_given_and_what_cannot_be_read_is_said() throws Exception {
    String pack =
        "[{\"bn\":\"urn:dev:mac:0024befffe80a001:\",\"bver\":26,\"n\":\"temp\",\"u\":\"Cel\",\"v\":17.5}]";
    syn(1883);
    segment(1883, 0, join(connect(4), publish(4, "sensors/a/up", 1, false, pack)));
    assertThat(conform("--topic", "sensors/+/up=senml-json")).as(err.toString()).isZero();
    assertThat(out.toString()).contains("devices: urn:dev:mac:0024befffe80a001");
    assertThat(conform("--topic", "sensors/+/up=morse")).isEqualTo(2);
    assertThat(err.toString()).contains("use FILTER=FORMAT[@LEVEL]");

    file.reset();
    segment(1883, 0, publish(4, "tele/plug_k17/SENSOR", 1, false, SENSOR));
    segment(8883, 0, new byte[] {22, 3, 3, 0, 1, 0});
    assertThat(conform()).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "1 MQTT segments were not judged: the connection's beginning is not in the capture")
        .contains("1 segments on port 8883 are encrypted (TLS)", "a plain listener");
  }

  @Test
  void a_damaged_capture_is_judged_as_far_as_it_goes() throws Exception {
    syn(1883);
    segment(
        1883,
        0,
        join(
            connect(5),
            publish(5, "tele/plug_k17/SENSOR", new byte[] {3, 0x23, 0, 7}, SENSOR),
            publish(5, "tele/plug_k17/SENSOR", 1, false, SENSOR)));
    byte[] whole = file.toByteArray();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k < 3; k++) {
        damaged[24 + random.nextInt(damaged.length - 24)] = (byte) random.nextInt(256);
      }
      file.reset();
      file.writeBytes(damaged);
      err.getBuffer().setLength(0);
      assertThat(conform()).isBetween(0, 1);
      assertThat(err.toString()).doesNotContain("\tat ");
    }
  }

  private String verdict(byte[] packet, String rule) throws Exception {
    file.reset();
    out.getBuffer().setLength(0);
    syn(1883);
    segment(1883, 0, join(connect(4), packet));
    conform();
    return out.toString()
        .lines()
        .filter(line -> line.contains("  " + rule + " "))
        .map(line -> line.substring(0, 4))
        .findFirst()
        .orElse(out.toString() + err);
  }

  private static byte[] connect(int level) {
    byte[] properties = level == 5 ? new byte[] {0} : new byte[0];
    return packet(
        0x10,
        join(text("MQTT"), new byte[] {(byte) level, 2, 0, 60}, properties, text("plug_k17")));
  }

  private static byte[] publish(int level, String topic, int qos, boolean retain, String payload) {
    byte[] id = qos > 0 ? new byte[] {0, 1} : new byte[0];
    byte[] properties = level == 5 ? new byte[] {0} : new byte[0];
    return packet(
        0x30 | qos << 1 | (retain ? 1 : 0), join(text(topic), id, properties, bytes(payload)));
  }

  private static byte[] publish(int level, String topic, byte[] properties, String payload) {
    return packet(
        0x32,
        join(text(topic), new byte[] {0, level == 5 ? (byte) 1 : 0}, properties, bytes(payload)));
  }

  private static byte[] packet(int first, byte[] body) {
    return body.length < 128
        ? join(new byte[] {(byte) first, (byte) body.length}, body)
        : join(
            new byte[] {(byte) first, (byte) (body.length | 128), (byte) (body.length >> 7)}, body);
  }

  private static byte[] text(String text) {
    byte[] bytes = bytes(text);
    return join(new byte[] {0, (byte) bytes.length}, bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private void syn(int port) {
    tcp(port, FIRST, 2, new byte[0]);
  }

  private void segment(int port, int at, byte[] bytes) {
    tcp(port, FIRST + 1 + at, 0x18, bytes);
  }

  /** Classic pcap, raw IP: an IPv4 packet with a TCP segment of one client. */
  private void tcp(int port, int sequence, int flags, byte[] bytes) {
    int length = 40 + bytes.length;
    if (file.size() == 0) {
      ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      head.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
      file.writeBytes(head.putInt(65_535).putInt(101).array());
    }
    ByteBuffer packet = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    file.writeBytes(packet.putInt(1_767_225_600).putInt(0).putInt(length).putInt(length).array());
    ByteBuffer ip = ByteBuffer.allocate(length);
    ip.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0).put((byte) 64);
    ip.put((byte) 6).putShort((short) 0).putInt(0x0a000101).putInt(0x0a000001);
    ip.putShort((short) 40_000).putShort((short) port).putInt(sequence).putInt(0);
    ip.put((byte) 0x50).put((byte) flags).putShort((short) 1024).putInt(0).put(bytes);
    file.writeBytes(ip.array());
  }

  private int conform(String... more) throws Exception {
    Path capture = Files.write(directory.resolve("mqtt.pcap"), file.toByteArray());
    List<String> arguments = new ArrayList<>(List.of("conform", "--capture", capture.toString()));
    arguments.addAll(List.of(more));
    return AgentCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
