package city.pulso.edge.conform;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads UDP datagrams and TCP segments out of packet captures: classic pcap and pcapng; Ethernet
 * (VLAN tags too), Linux cooked, BSD loopback and raw IP; IPv4 and IPv6. Bounded: {@value
 * #MOST_PACKETS} packets of {@value #LARGEST_PACKET} bytes; nothing is kept.
 */
public final class Capture {
  static final int MOST_PACKETS = 1_000_000;
  static final int LARGEST_PACKET = 262_144;

  private static final int PCAPNG = 0x0a0d0d0a;
  private static final int BYTE_ORDER = 0x1a2b3c4d;

  private final InputStream in;
  private final IpPackets packets;
  private final List<Interface> interfaces = new ArrayList<>();
  private int number;
  private int skipped;

  /** A UDP datagram of a capture. */
  public record Datagram(
      int number, long atMs, String from, String to, int fromPort, int toPort, byte[] bytes) {}

  /**
   * A TCP segment of a capture.
   *
   * @param sequence of its first byte
   * @param opens it opens a connection (SYN)
   */
  public record Segment(
      int number,
      long atMs,
      String from,
      String to,
      int fromPort,
      int toPort,
      int sequence,
      boolean opens,
      byte[] bytes) {}

  /** What is said of the packets that follow. */
  private record Interface(int linkType, double secondsPerTick) {}

  private Capture(InputStream in, Consumer<Datagram> found, Consumer<Segment> segments) {
    this.in = in;
    this.packets = new IpPackets(found, segments);
  }

  /**
   * Reads a file.
   *
   * @param found told of each UDP datagram, in the order of the file
   * @param segments told of each TCP segment
   * @return packets that hold neither: other protocols, fragments, cut short
   * @throws IOException saying what is expected, when it is no capture or a bound is exceeded
   */
  public static int read(Path file, Consumer<Datagram> found, Consumer<Segment> segments)
      throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      Capture capture = new Capture(in, found, segments);
      capture.read(file.toString());
      return capture.skipped;
    }
  }

  private void read(String name) throws IOException {
    byte[] first = in.readNBytes(4);
    if (first.length < 4) {
      throw new IOException(name + " is no packet capture; use pcap or pcapng");
    }
    ByteBuffer head = ByteBuffer.wrap(first);
    int big = head.order(ByteOrder.BIG_ENDIAN).getInt(0);
    int little = head.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    try {
      if (big == PCAPNG) {
        blocks();
      } else if (little == 0xa1b2c3d4 || little == 0xa1b23c4d) {
        classic(ByteOrder.LITTLE_ENDIAN, little == 0xa1b23c4d ? 1e-9 : 1e-6);
      } else if (big == 0xa1b2c3d4 || big == 0xa1b23c4d) {
        classic(ByteOrder.BIG_ENDIAN, big == 0xa1b23c4d ? 1e-9 : 1e-6);
      } else {
        throw new IOException(name + " is no packet capture; use pcap or pcapng");
      }
    } catch (EOFException e) {
      throw new IOException(name + " ends within packet " + (number + 1), e);
    }
  }

  private void classic(ByteOrder order, double fraction) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(exactly(20)).order(order);
    int linkType = head.getInt(16) & 0xffff;
    for (byte[] bytes = in.readNBytes(16); bytes.length > 0; bytes = in.readNBytes(16)) {
      if (bytes.length < 16) {
        throw new EOFException();
      }
      ByteBuffer packet = ByteBuffer.wrap(bytes).order(order);
      long seconds = packet.getInt(0) & 0xffffffffL;
      long atMs = seconds * 1000 + Math.round((packet.getInt(4) & 0xffffffffL) * fraction * 1000);
      packet(atMs, linkType, exactly(bounded(packet.getInt(8))));
    }
  }

  private void blocks() throws IOException {
    ByteOrder order = ByteOrder.BIG_ENDIAN;
    byte[] type = {0x0a, 0x0d, 0x0d, 0x0a};
    while (type.length == 4) {
      int kind = ByteBuffer.wrap(type).order(order).getInt();
      byte[] length = exactly(4);
      byte[] body;
      if (kind == PCAPNG) {
        byte[] magic = exactly(4);
        order =
            ByteBuffer.wrap(magic).getInt() == BYTE_ORDER
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
        interfaces.clear();
        body = exactly(bounded(ByteBuffer.wrap(length).order(order).getInt() - 16));
      } else {
        body = exactly(bounded(ByteBuffer.wrap(length).order(order).getInt() - 12));
        block(kind, ByteBuffer.wrap(body).order(order));
      }
      exactly(4); // the length again
      type = in.readNBytes(4);
    }
  }

  private void block(int kind, ByteBuffer body) throws IOException {
    if (kind == 1 && body.limit() >= 8) {
      interfaces.add(new Interface(body.getShort(0) & 0xffff, resolution(body)));
    } else if (kind == 6 && body.limit() >= 20) {
      int which = body.getInt(0);
      if (which >= 0 && which < interfaces.size()) {
        Interface from = interfaces.get(which);
        long ticks = (body.getInt(4) & 0xffffffffL) << 32 | (body.getInt(8) & 0xffffffffL);
        byte[] bytes = new byte[Math.min(bounded(body.getInt(12)), body.limit() - 20)];
        body.position(20).get(bytes);
        packet(Math.round(ticks * from.secondsPerTick() * 1000), from.linkType(), bytes);
      }
    }
  }

  /** Option if_tsresol (9): a power of ten, or of two when the highest bit is set. */
  private static double resolution(ByteBuffer body) {
    int at = 8;
    while (at + 4 <= body.limit()) {
      int code = body.getShort(at) & 0xffff;
      int length = body.getShort(at + 2) & 0xffff;
      if (code == 9 && length == 1 && at + 4 < body.limit()) {
        int value = body.get(at + 4) & 0xff;
        return value < 128 ? Math.pow(10, -value) : Math.pow(2, -(value & 127));
      }
      if (code == 0) {
        break;
      }
      at += 4 + (length + 3) / 4 * 4;
    }
    return 1e-6;
  }

  private void packet(long atMs, int linkType, byte[] bytes) throws IOException {
    if (++number > MOST_PACKETS) {
      throw new IOException(
          "more than " + MOST_PACKETS + " packets; cut the capture, for example with editcap");
    }
    try {
      ByteBuffer packet = ByteBuffer.wrap(bytes);
      if (!packets.read(number, atMs, packet, networkLayer(linkType, packet))) {
        skipped++;
      }
    } catch (IndexOutOfBoundsException e) {
      skipped++; // cut short
    }
  }

  /** Where the IP header begins; -1: there is none. */
  private static int networkLayer(int linkType, ByteBuffer packet) throws IOException {
    switch (linkType) {
      case 12, 14, 101, 228, 229 -> {
        return 0; // raw IP
      }
      case 0, 108 -> {
        return 4; // loopback
      }
      case 1 -> {
        int at = 12;
        int type = packet.getShort(at) & 0xffff;
        while (type == 0x8100 || type == 0x88a8) {
          at += 4;
          type = packet.getShort(at) & 0xffff;
        }
        return type == 0x0800 || type == 0x86dd ? at + 2 : -1;
      }
      case 113 -> {
        return 16; // Linux cooked
      }
      case 276 -> {
        return 20; // Linux cooked, version 2
      }
      default ->
          throw new IOException(
              "link type " + linkType + " is not read; use Ethernet, raw IP or Linux cooked");
    }
  }

  private static int bounded(int length) throws IOException {
    if (length < 0 || length > LARGEST_PACKET) {
      throw new IOException("a packet of " + length + " bytes; the file is damaged");
    }
    return length;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
