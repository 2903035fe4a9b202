package city.pulso.edge.conform;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads IPv4 (RFC 791) and IPv6 (RFC 8200) packets that hold UDP (RFC 768) or TCP (RFC 9293). */
final class IpPackets {
  private final Consumer<Capture.Datagram> datagrams;
  private final Consumer<Capture.Segment> segments;

  IpPackets(Consumer<Capture.Datagram> datagrams, Consumer<Capture.Segment> segments) {
    this.datagrams = datagrams;
    this.segments = segments;
  }

  /**
   * Reads a packet.
   *
   * @param at where its header begins; negative: it has none
   * @return whether it held a whole datagram or segment
   * @throws IndexOutOfBoundsException when it is cut short
   */
  boolean read(int number, long atMs, ByteBuffer packet, int at) {
    if (at < 0) {
      return false;
    }
    int version = packet.get(at) >> 4 & 15;
    if (version == 4) {
      int head = (packet.get(at) & 15) * 4;
      boolean fragment = (packet.getShort(at + 6) & 0x3fff) != 0;
      int end = at + (packet.getShort(at + 2) & 0xffff);
      String from = ipv4(packet, at + 12);
      String to = ipv4(packet, at + 16);
      return !fragment
          && transport(number, atMs, packet, packet.get(at + 9), at + head, end, from, to);
    }
    int end = at + 40 + (packet.getShort(at + 4) & 0xffff);
    return version == 6
        && transport(
            number,
            atMs,
            packet,
            packet.get(at + 6),
            at + 40,
            end,
            ipv6(packet, at + 8),
            ipv6(packet, at + 24));
  }

  private boolean transport(
      int number,
      long atMs,
      ByteBuffer packet,
      int protocol,
      int at,
      int end,
      String from,
      String to) {
    return switch (protocol) {
      case 17 -> udp(number, atMs, packet, at, from, to);
      case 6 -> tcp(number, atMs, packet, at, end, from, to);
      default -> false;
    };
  }

  private boolean tcp(
      int number, long atMs, ByteBuffer packet, int at, int end, String from, String to) {
    int fromPort = packet.getShort(at) & 0xffff;
    int toPort = packet.getShort(at + 2) & 0xffff;
    int data = at + (packet.get(at + 12) >> 4 & 15) * 4;
    if (data > end || end > packet.limit()) {
      return false;
    }
    byte[] bytes = new byte[end - data];
    packet.position(data).get(bytes);
    segments.accept(
        new Capture.Segment(
            number,
            atMs,
            from + ":" + fromPort,
            to + ":" + toPort,
            fromPort,
            toPort,
            packet.getInt(at + 4),
            (packet.get(at + 13) & 2) != 0,
            bytes));
    return true;
  }

  private boolean udp(int number, long atMs, ByteBuffer packet, int at, String from, String to) {
    int fromPort = packet.getShort(at) & 0xffff;
    int toPort = packet.getShort(at + 2) & 0xffff;
    int length = (packet.getShort(at + 4) & 0xffff) - 8;
    if (length < 0 || at + 8 + length > packet.limit()) {
      return false;
    }
    byte[] bytes = new byte[length];
    packet.position(at + 8).get(bytes);
    datagrams.accept(
        new Capture.Datagram(
            number, atMs, from + ":" + fromPort, to + ":" + toPort, fromPort, toPort, bytes));
    return true;
  }

  private static String ipv4(ByteBuffer packet, int at) {
    return (packet.get(at) & 0xff)
        + "."
        + (packet.get(at + 1) & 0xff)
        + "."
        + (packet.get(at + 2) & 0xff)
        + "."
        + (packet.get(at + 3) & 0xff);
  }

  private static String ipv6(ByteBuffer packet, int at) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 8; i++) {
      text.append(i > 0 ? ":" : "");
      text.append(String.format(Locale.ROOT, "%x", packet.getShort(at + 2 * i) & 0xffff));
    }
    return text.append(']').toString();
  }
}
