package city.pulso.flink.influxdb.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that cannot choose its own, below those that the system hands out: no
 * connection takes it before the server does.
 */
final class FreePort {
  private static final int FIRST = 20_000;
  private static final int FIRST_HANDED_OUT = 32_768; // by Linux, unless told otherwise

  private FreePort() {}

  /** Nobody listens on it at the moment. */
  static int find() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST_HANDED_OUT);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // the next one, then
      }
    }
  }
}
