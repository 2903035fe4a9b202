package city.pulso.edge.conform;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Follows the MQTT connections of a capture, from clients to their broker. Bounded: the last
 * {@value #MOST_STREAMS} connections. One thread.
 */
public final class MqttCapture {
  static final int MOST_STREAMS = 4096;

  private final Listener listener;
  private final Map<String, Integer> unread = new TreeMap<>();
  private final Map<String, Connection> connections =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Connection> eldest) {
          return size() > MOST_STREAMS;
        }
      };

  /** Hears what clients publish. */
  public interface Listener {
    /** A message to the broker. */
    void published(Seen at, String topic, int qos, boolean retain, byte[] payload);

    /** What a client sends is no MQTT; nothing more of this connection is read. */
    void unreadable(Seen at, String why);
  }

  /** One direction, and what was read of it. */
  private static final class Connection {
    private final TcpStream stream = new TcpStream();
    private MqttPackets packets = new MqttPackets();
    private boolean given;
  }

  public MqttCapture(Listener listener) {
    this.listener = listener;
  }

  /** Takes a segment to the broker; they come in the order of the capture. */
  public void see(Capture.Segment segment) {
    Connection of =
        connections.computeIfAbsent(
            segment.from() + " " + segment.to(), connection -> new Connection());
    if (segment.opens()) {
      of.stream.open(segment.sequence());
      of.packets = new MqttPackets();
      of.given = false;
      return;
    }
    byte[] bytes = segment.bytes();
    if (bytes.length == 0 || of.given) {
      return;
    }
    if (!of.stream.begun()) {
      if (!MqttPackets.begins(bytes)) {
        cannot(
            "the connection's beginning is not in the capture; capture before the device connects");
        return;
      }
      of.stream.join(segment.sequence());
    }
    Seen at =
        new Seen(segment.number(), segment.atMs(), segment.from(), segment.to(), bytes, null, "");
    try {
      for (MqttPackets.Published each :
          of.packets.take(of.stream.take(segment.sequence(), bytes))) {
        listener.published(at, each.topic(), each.qos(), each.retain(), each.payload());
      }
    } catch (IOException e) {
      of.given = true;
      listener.unreadable(at, String.valueOf(e.getMessage()));
    }
    if (of.stream.broken()) {
      of.given = true;
      cannot("packets are missing in the capture; the rest of the connection was not judged");
    }
  }

  /** Why segments were not read, and how many each. */
  public Map<String, Integer> unread() {
    return Map.copyOf(unread);
  }

  private void cannot(String why) {
    unread.merge(why, 1, Integer::sum);
  }
}
