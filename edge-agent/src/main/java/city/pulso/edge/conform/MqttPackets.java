package city.pulso.edge.conform;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a client sends to its broker: MQTT 3.1.1 and 5.0. Bounded: 1 MiB for a packet. */
final class MqttPackets {
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int MOST = 1 << 20;
  private static final int TOPIC_ALIAS = 0x23;
  private static final int MOST_ALIASES = 65_535;

  private final Map<Integer, String> aliases = new HashMap<>();
  private byte[] rest = new byte[0];
  private int level;

  /** A PUBLISH. */
  record Published(String topic, int qos, boolean retain, byte[] payload) {}

  /** Whether bytes begin a connection: a CONNECT packet. */
  static boolean begins(byte[] bytes) {
    return bytes.length > 8
        && (bytes[0] & 0xff) == CONNECT << 4
        && new String(bytes, 0, Math.min(bytes.length, 12), StandardCharsets.ISO_8859_1)
            .contains("MQTT");
  }

  /**
   * Takes what came next.
   *
   * @return the PUBLISH packets that are whole now
   * @throws IOException saying what is no MQTT, and where it says so
   */
  List<Published> take(byte[] bytes) throws IOException {
    rest = Arrays.copyOf(rest, rest.length + bytes.length);
    System.arraycopy(bytes, 0, rest, rest.length - bytes.length, bytes.length);
    List<Published> found = new ArrayList<>();
    int at = 0;
    for (int end = end(at); end > 0; end = end(at)) {
      packet(Arrays.copyOfRange(rest, at, end), found);
      at = end;
    }
    rest = Arrays.copyOfRange(rest, at, rest.length);
    return found;
  }

  /** Where the packet ends; 0: it is not whole yet (MQTT 5.0, 2.1.4). */
  private int end(int at) throws IOException {
    int length = 0;
    for (int i = 1; i <= 4; i++) {
      if (at + i >= rest.length) {
        return 0;
      }
      int digit = rest[at + i] & 0xff;
      length |= (digit & 127) << 7 * (i - 1);
      if (digit < 128) {
        if (length > MOST) {
          throw new IOException("a packet of " + length + " bytes; at most " + MOST + " are read");
        }
        int end = at + i + 1 + length;
        return end <= rest.length ? end : 0;
      }
    }
    throw new IOException("a Remaining Length of more than four bytes [MQTT5 1.5.5]");
  }

  private void packet(byte[] packet, List<Published> found) throws IOException {
    int type = (packet[0] & 0xff) >> 4;
    ByteBuffer body = ByteBuffer.wrap(packet);
    body.get();
    number(body);
    try {
      if (level == 0 && type != CONNECT) {
        throw new IOException("packet type " + type + " before CONNECT [MQTT-3.1.0-1]");
      }
      if (type == CONNECT) {
        connect(body);
      } else if (type == PUBLISH) {
        found.add(publish(packet[0], body));
      } else if (type == 0) {
        throw new IOException("packet type 0 is reserved [MQTT5 2.1.2]");
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("packet type " + type + " is cut short", e);
    }
  }

  private void connect(ByteBuffer body) throws IOException {
    String name = text(body);
    int given = body.get() & 0xff;
    if (!name.equals("MQTT") || given != 4 && given != 5) {
      throw new IOException(
          "protocol '" + name + "' level " + given + "; use MQTT 3.1.1 (4) or 5 (5)");
    }
    level = given;
    aliases.clear();
  }

  private Published publish(byte first, ByteBuffer body) throws IOException {
    int qos = first >> 1 & 3;
    if (qos == 3) {
      throw new IOException("a PUBLISH with QoS 3 [MQTT-3.3.1-4]");
    }
    String topic = text(body);
    if (qos > 0) {
      body.getShort(); // Packet Identifier
    }
    if (level == 5) {
      int end = number(body);
      end += body.position();
      topic = alias(body, end, topic);
      body.position(Math.min(end, body.limit()));
    }
    if (topic.isEmpty() || topic.contains("+") || topic.contains("#")) {
      throw new IOException("a PUBLISH to '" + topic + "', which is no Topic Name [MQTT-3.3.2-2]");
    }
    byte[] payload = new byte[body.remaining()];
    body.get(payload);
    return new Published(topic, qos, (first & 1) == 1, payload);
  }

  /** Topic Alias (MQTT 5.0, 3.3.2.3.4) stands among other properties, which are passed over. */
  private String alias(ByteBuffer body, int end, String topic) throws IOException {
    while (body.position() < end) {
      int property = body.get() & 0xff;
      if (property == TOPIC_ALIAS) {
        int alias = body.getShort() & 0xffff;
        if (!topic.isEmpty() && aliases.size() < MOST_ALIASES) {
          aliases.put(alias, topic);
        }
        return topic.isEmpty() ? aliases.getOrDefault(alias, "") : topic;
      }
      switch (property) {
        case 0x01 -> body.get();
        case 0x02 -> body.getInt();
        case 0x03, 0x08, 0x09 -> text(body);
        case 0x0b -> number(body);
        case 0x26 -> {
          text(body);
          text(body);
        }
        default -> throw new IOException("property " + property + " in a PUBLISH [MQTT5 3.3.2.3]");
      }
    }
    return topic;
  }

  private static int number(ByteBuffer body) {
    int value = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int digit = body.get() & 0xff;
      value |= (digit & 127) << shift;
      if (digit < 128) {
        break;
      }
    }
    return value;
  }

  private static String text(ByteBuffer body) throws IOException {
    byte[] bytes = new byte[body.getShort() & 0xffff];
    body.get(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf(0) >= 0) {
        throw new IOException("a text with U+0000 [MQTT-1.5.4-2]");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new IOException("a text that is no UTF-8 [MQTT-1.5.4-1]", e);
    }
  }
}
