package city.pulso.simulator.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.Test;

class NatBoxTest {
  @Test
  void what_is_sent_after_a_rebinding_leaves_by_another_port_and_is_answered_there()
      throws Exception {
    try (DatagramSocket peer = socket();
        DatagramSocket client = socket();
        NatBox nat = new NatBox((InetSocketAddress) peer.getLocalSocketAddress())) {
      SocketAddress before = outside(client, nat, peer);
      assertThat(outside(client, nat, peer)).as("a binding stays").isEqualTo(before);
      for (int i = 0; i < 300; i++) {
        nat.rebind();
        SocketAddress now = outside(client, nat, peer);
        assertThat(now).as("rebinding " + i).isNotEqualTo(before);
        peer.send(new DatagramPacket(new byte[] {7}, 1, now));
        DatagramPacket answer = new DatagramPacket(new byte[8], 8);
        client.receive(answer);
        assertThat(answer.getLength()).isEqualTo(1);
        before = now;
      }
    }
  }

  /** Where the peer sees the client. */
  private static SocketAddress outside(DatagramSocket client, NatBox nat, DatagramSocket peer)
      throws IOException {
    client.send(new DatagramPacket(new byte[3], 3, nat.address()));
    DatagramPacket seen = new DatagramPacket(new byte[8], 8);
    peer.receive(seen);
    return seen.getSocketAddress();
  }

  private static DatagramSocket socket() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(10_000);
    return socket;
  }
}
