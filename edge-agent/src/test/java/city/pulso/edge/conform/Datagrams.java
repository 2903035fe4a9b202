package city.pulso.edge.conform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** CoAP messages written by hand, so that they may be wrong. */
public final class Datagrams {
  public static final int CON = 0;
  public static final int NON = 1;
  public static final int ACK = 2;

  private Datagrams() {}

  /** A POST with a token of two bytes. */
  public static byte[] post(
      int type, int messageId, String path, int contentFormat, byte[] payload) {
    return post(type, messageId, path, contentFormat, new byte[0], payload);
  }

  /**
   * The same with more options.
   *
   * @param options as they stand in the message, after Content-Format
   */
  public static byte[] post(
      int type, int messageId, String path, int contentFormat, byte[] options, byte[] payload) {
    ByteBuffer message = ByteBuffer.allocate(payload.length + options.length + path.length() + 16);
    message.put((byte) (0x42 | type << 4)).put((byte) 0x02).putShort((short) messageId);
    message.putShort((short) messageId);
    message.put((byte) (0xb0 | path.length())).put(path.getBytes(StandardCharsets.US_ASCII));
    if (contentFormat >= 0) {
      message.put((byte) 0x11).put((byte) contentFormat);
    }
    message.put(options).put((byte) 0xff).put(payload);
    return Arrays.copyOf(message.array(), message.position());
  }

  /** A piggybacked answer. */
  public static byte[] answer(int messageId, int code, byte... options) {
    ByteBuffer message = ByteBuffer.allocate(6 + options.length);
    message.put((byte) 0x62).put((byte) code).putShort((short) messageId);
    return message.putShort((short) messageId).put(options).array();
  }

  public static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
