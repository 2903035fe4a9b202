package city.pulso.flink.mqtt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A broker, played packet by packet, that sends more than Receive Maximum allows (MQTT 5.0, 3.3.4),
 * as Mosquitto 2.0.11 does when messages wait behind a full window.
 */
@NullUnmarked
class EagerBrokerTest {
  private static final int RECEIVE_MAXIMUM = 2;
  private static final int PATIENCE_MS = 60_000;
  private static final int CONNECT = 1;
  private static final int PUBACK = 4;
  private static final int DISCONNECT = 14;
  private static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private ServerSocket server;

  @BeforeEach
  void listen() throws Exception {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MS);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void what_is_too_much_for_one_connection_is_taken_by_the_next() throws Exception {
    try (var subscriber = subscribe()) {
      try (var first = new Played(server.accept())) {
        assertThat(first.connected(false)).as("Receive Maximum").isEqualTo(2);
        first.publish(false, 1, 2, 3);
        assertThat(first.await(DISCONNECT).get()).isEqualTo((byte) RECEIVE_MAXIMUM_EXCEEDED);
      }
      assertThat(taken(2)).containsExactly("1", "2");
      try (var second = new Played(server.accept())) {
        assertThat(second.connected(true)).as("Receive Maximum").isEqualTo(4);
        second.publish(true, 1, 2, 3);
        assertThat(taken(3)).containsExactly("1", "2", "3");
        subscriber.acknowledge(5);
        for (short message = 1; message <= 3; message++) {
          assertThat(second.await(PUBACK).getShort()).isEqualTo(message);
        }
      }
      try (var third = new Played(server.accept())) {
        assertThat(third.connected(true)).as("as it was told").isEqualTo(2);
      }
    }
  }

  private Subscriber subscribe() throws IOException {
    return Subscriber.overHiveMq()
        .open(
            new Subscriber.Options(
                MqttConnectionOptions.of("mqtt://127.0.0.1:" + server.getLocalPort()),
                "test-subscriber",
                List.of("in/#"),
                List.of(),
                false,
                3600,
                false,
                RECEIVE_MAXIMUM,
                1 << 20),
            new Subscriber.Listener() {
              @Override
              public void received(long delivery, MqttMessage message, boolean guaranteed) {
                received.add(new String(message.payload(), UTF_8));
              }

              @Override
              public void resumed(long lastDelivery) {}

              @Override
              public void refused(IOException reason) {
                received.add("refused: " + reason.getMessage());
              }
            });
  }

  private List<String> taken(int count) throws InterruptedException {
    var taken = new String[count];
    for (int i = 0; i < count; i++) {
      taken[i] = received.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
    }
    return List.of(taken);
  }

  /** The broker's end of one connection; packets are short enough for one byte of length. */
  private static final class Played implements AutoCloseable {
    private static final int RECEIVE_MAXIMUM_ID = 0x21;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Played(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(PATIENCE_MS);
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    /** Answers CONNECT and returns its Receive Maximum. */
    int connected(boolean sessionPresent) throws IOException {
      ByteBuffer connect = await(CONNECT);
      connect.position(10); // behind protocol, version, flags and keep alive (3.1.2)
      int end = connect.get() + connect.position();
      int receiveMaximum = -1;
      while (connect.position() < end) {
        int property = connect.get();
        if (property == RECEIVE_MAXIMUM_ID) {
          receiveMaximum = connect.getShort();
        } else {
          connect.getInt(); // the others we send are of four bytes
        }
      }
      send(0x20, ByteBuffer.allocate(3).put((byte) (sessionPresent ? 1 : 0)));
      return receiveMaximum;
    }

    void publish(boolean again, int... messages) throws IOException {
      for (int message : messages) {
        byte[] topic = "in/t".getBytes(UTF_8);
        byte[] payload = Integer.toString(message).getBytes(UTF_8);
        var packet = ByteBuffer.allocate(2 + topic.length + 2 + 1 + payload.length);
        packet.putShort((short) topic.length).put(topic);
        packet.putShort((short) message).put((byte) 0).put(payload);
        send(again ? 0x3A : 0x32, packet);
      }
    }

    /** The next packet of that type without its fixed header; others are read over. */
    ByteBuffer await(int type) throws IOException {
      while (true) {
        int header = in.readUnsignedByte();
        var packet = ByteBuffer.wrap(in.readNBytes(in.readUnsignedByte()));
        if (header >> 4 == type) {
          return packet;
        }
      }
    }

    private void send(int header, ByteBuffer packet) throws IOException {
      out.writeByte(header);
      out.writeByte(packet.capacity());
      out.write(packet.array());
      out.flush();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
