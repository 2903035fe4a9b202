package city.pulso.edge.uplink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP line between an agent and a broker that a test can cut. */
final class Wire implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final int to;
  private volatile boolean cut;

  Wire(int to) throws IOException {
    this.to = to;
    Thread accept = new Thread(this::accept, "wire");
    accept.setDaemon(true);
    accept.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** From now on nothing passes, and what was connected is not any more. */
  void cut() throws IOException {
    cut = true;
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        if (cut) {
          near.close();
          continue;
        }
        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
        open.addAll(List.of(near, far));
        pump(near, far);
        pump(far, near);
      } catch (IOException e) {
        // Cut, or closed at the end.
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    Thread pump =
        new Thread(
            () -> {
              try (InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException e) {
                // One side hung up.
              }
            },
            "wire-pump");
    pump.setDaemon(true);
    pump.start();
  }
}
