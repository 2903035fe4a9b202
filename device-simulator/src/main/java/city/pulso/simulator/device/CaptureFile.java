package city.pulso.simulator.device;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;

/**
 * Writes what CoAP devices say as a packet capture: classic pcap with microseconds, LINKTYPE_RAW,
 * IPv4 and UDP. Message IDs and tokens are counted per device, so the same messages give the same
 * bytes. The gateway is 10.0.0.1:5683, devices are 10.0.1.1 and up, each with port 5683. Not for
 * more than one thread.
 */
public final class CaptureFile implements AutoCloseable {
  private static final int LINKTYPE_RAW = 101;
  private static final int GATEWAY = 10 << 24 | 1;
  private static final int FIRST_DEVICE = 10 << 24 | 1 << 8 | 1;
  private static final int PORT = 5683;

  private final OutputStream out;
  private final UdpDataSerializer serializer = new UdpDataSerializer();
  private final Map<String, Integer> addresses = new HashMap<>();
  private final Map<String, Integer> messageIds = new HashMap<>();

  private CaptureFile(OutputStream out) {
    this.out = out;
  }

  /** Begins a file, in place of what was there. */
  public static CaptureFile create(Path file) throws IOException {
    CaptureFile capture = new CaptureFile(new BufferedOutputStream(Files.newOutputStream(file)));
    ByteBuffer head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
    head.putInt(65_535).putInt(LINKTYPE_RAW);
    capture.out.write(head.array());
    return capture;
  }

  /**
   * Writes a message and the gateway's 2.04, 20 ms later.
   *
   * @param atMs Unix milliseconds
   */
  public void exchange(long atMs, FleetMessage message) throws IOException {
    int messageId = messageIds.merge(message.device(), 1, Integer::sum) & 0xffff;
    Request request = Request.newPost();
    request.getOptions().setUriPath("t").setContentFormat(message.format().contentFormat());
    request.setPayload(message.payload().toByteArray());
    request.setMID(messageId);
    Token token = new Token(ByteBuffer.allocate(4).putInt(messageId).array());
    request.setToken(token);
    Response response = new Response(ResponseCode.CHANGED);
    response.setType(Type.ACK);
    response.setMID(messageId);
    response.setToken(token);
    fromDevice(atMs, message.device(), serializer.getByteArray(request));
    toDevice(atMs + 20, message.device(), serializer.getByteArray(response));
  }

  /** Writes a datagram that a device sends, whatever is in it. */
  public void fromDevice(long atMs, String device, byte[] datagram) throws IOException {
    packet(atMs, address(device), GATEWAY, datagram);
  }

  /** Writes a datagram that the gateway sends. */
  public void toDevice(long atMs, String device, byte[] datagram) throws IOException {
    packet(atMs, GATEWAY, address(device), datagram);
  }

  private int address(String device) {
    return addresses.computeIfAbsent(device, name -> FIRST_DEVICE + addresses.size());
  }

  private void packet(long atMs, int from, int to, byte[] datagram) throws IOException {
    int length = 28 + datagram.length;
    ByteBuffer head = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt((int) (atMs / 1000))
        .putInt((int) (atMs % 1000) * 1000)
        .putInt(length)
        .putInt(length);
    out.write(head.array());
    ByteBuffer ip = ByteBuffer.allocate(length);
    ip.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0);
    ip.put((byte) 64).put((byte) 17).putShort((short) 0).putInt(from).putInt(to);
    ip.putShort(10, checksum(ip));
    ip.position(20);
    // A UDP checksum of 0 says that there is none (RFC 768).
    ip.putShort((short) PORT).putShort((short) PORT).putShort((short) (8 + datagram.length));
    ip.putShort((short) 0).put(datagram);
    out.write(ip.array());
  }

  /** Of the IPv4 header (RFC 791). */
  private static short checksum(ByteBuffer header) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += header.getShort(i) & 0xffff;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return (short) ~sum;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
