package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.conform.Datagrams;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepeatedDatagramTest {
  @Test
  void a_repeated_message_is_answered_again_and_not_stored_again(@TempDir Path directory)
      throws Exception {
    AgentFixture.leaveRegistryCopy(directory);
    byte[] pack = Datagrams.bytes("[{'bn':'" + AgentFixture.AIR + ":','n':'pm2_5','v':18.5}]");
    byte[] message = Datagrams.post(Datagrams.CON, 7, "t", 110, pack);
    try (EdgeAgent agent = EdgeAgent.start(AgentFixture.offline(directory), Clock.systemUTC());
        DatagramSocket device = new DatagramSocket()) {
      device.setSoTimeout(60_000);
      device.connect(agent.coapAddress());
      byte[] first = exchanged(device, message);
      if (first[1] == 0) { // the disk was slow: an empty ACK, and the answer on its own
        first = received(device);
        assertThat(first[1]).as("2.04").isEqualTo((byte) 0x44);
        device.send(new DatagramPacket(new byte[] {0x60, 0, first[2], first[3]}, 4));
        assertThat(exchanged(device, message)[1]).as("an empty ACK again").isZero();
      } else {
        assertThat(first[1]).as("2.04").isEqualTo((byte) 0x44);
        assertThat(exchanged(device, message)).isEqualTo(first);
      }
      assertThat(agent.status().acceptedReadings()).isEqualTo(1);
    }
  }

  private static byte[] exchanged(DatagramSocket device, byte[] message) throws Exception {
    device.send(new DatagramPacket(message, message.length));
    return received(device);
  }

  private static byte[] received(DatagramSocket device) throws Exception {
    DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
    device.receive(answer);
    return Arrays.copyOf(answer.getData(), answer.getLength());
  }
}
