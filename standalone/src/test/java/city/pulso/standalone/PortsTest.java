package city.pulso.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortsTest {
  private final Ports ports = new Ports();

  @BeforeEach
  void choose_ports_that_are_free() throws Exception {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    ports.console = sockets.get(0).getLocalPort();
    ports.broker = sockets.get(1).getLocalPort();
    ports.store = sockets.get(2).getLocalPort();
    ports.flink = sockets.get(3).getLocalPort();
    ports.metrics = sockets.get(4).getLocalPort();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    try (DatagramSocket socket = onLoopback()) {
      ports.coap = socket.getLocalPort();
    }
  }

  @Test
  void free_ports_are_no_problem() {
    assertThat(ports.problems(1, true)).isEmpty();
  }

  @Test
  void a_taken_port_is_named_with_the_option_that_changes_it() throws Exception {
    try (ServerSocket taken = new ServerSocket(ports.broker, 1, InetAddress.getLoopbackAddress())) {
      assertThat(ports.problems(1, true))
          .containsExactly(
              "TCP port %d is taken; choose another with --broker-port"
                  .formatted(taken.getLocalPort()));
    }
  }

  @Test
  void every_port_in_a_row_is_looked_at() throws Exception {
    int second;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      second = taken.getLocalPort();
      ports.flink = second - 1;
      assertThat(ports.problems(1, true, true, 2, 1))
          .contains("TCP port %d is taken; choose another with --flink-port".formatted(second));
    }
  }

  @Test
  void what_is_not_started_needs_no_port() throws Exception {
    try (ServerSocket taken = new ServerSocket(ports.broker, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThat(ports.problems(1, false, true, 1, 1)).isEmpty();
    }
  }

  @Test
  void a_taken_port_of_any_gateway_is_found() throws Exception {
    try (DatagramSocket taken = onLoopback()) {
      ports.coap = taken.getLocalPort() - 1;
      assertThat(ports.problems(3, true))
          .singleElement()
          .asString()
          .contains("UDP port", "is taken", "--coap-port");
    }
  }

  @Test
  void two_uses_of_one_port_are_told_apart() {
    ports.flink = ports.console;
    assertThat(ports.problems(1, true))
        .containsExactly(
            "--console-port and --flink-port are both %d; choose two".formatted(ports.console));
  }

  @Test
  void the_embedded_stores_port_matters_only_if_there_is_one() throws Exception {
    try (ServerSocket taken = new ServerSocket(ports.store, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThat(ports.problems(1, false)).isEmpty();
      assertThat(ports.problems(1, true)).hasSize(1);
    }
  }

  @Test
  void gateways_that_do_not_fit_below_the_last_port_are_refused() {
    ports.coap = 65_500;
    assertThat(ports.problems(43, true))
        .containsExactly("--coap-port: 65500 is not accepted; use 1 to 65493");
  }

  private static DatagramSocket onLoopback() throws Exception {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }
}
