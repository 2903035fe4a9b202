package city.pulso.standalone;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the city listens, all on 127.0.0.1. */
final class Ports {
  private static final int LAST = 65_535;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Alerting's web console (default: ${DEFAULT-VALUE}).")
  int console = 8080;

  @Option(
      names = "--broker-port",
      paramLabel = "PORT",
      defaultValue = "1883",
      description = "MQTT broker (default: ${DEFAULT-VALUE}).")
  int broker = 1883;

  @Option(
      names = "--store-port",
      paramLabel = "PORT",
      defaultValue = "9000",
      description = "Embedded store and its SQL page (default: ${DEFAULT-VALUE}).")
  int store = 9000;

  @Option(
      names = "--flink-port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "Flink's web page (default: ${DEFAULT-VALUE}).")
  int flink = 8081;

  @Option(
      names = "--coap-port",
      paramLabel = "PORT",
      defaultValue = "5683",
      description =
          "CoAP port of the first gateway; the others follow (default: ${DEFAULT-VALUE}).")
  int coap = 5683;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "9249",
      description = "Flink's metrics for Prometheus (default: ${DEFAULT-VALUE}).")
  int metrics = 9249;

  /**
   * Everything that stands against these ports, one sentence each, naming the option that helps.
   *
   * @param gateways CoAP ports needed from {@link #coap} on
   * @param embeddedStore false: the store's port is not needed
   */
  List<String> problems(int gateways, boolean embeddedStore) {
    return problems(gateways, true, embeddedStore, 1, 1);
  }

  /**
   * The same for a city of several processes.
   *
   * @param ownBroker false: the broker's port is not needed
   * @param flinkPages ports needed from {@link #flink} on
   * @param metricsPorts ports needed from {@link #metrics} on
   */
  List<String> problems(
      int gateways, boolean ownBroker, boolean embeddedStore, int flinkPages, int metricsPorts) {
    List<String> problems = new ArrayList<>();
    tcp(problems, "--console-port", console);
    if (ownBroker) {
      tcp(problems, "--broker-port", broker);
    }
    several(problems, "--flink-port", flink, flinkPages);
    several(problems, "--metrics-port", metrics, metricsPorts);
    if (embeddedStore) {
      tcp(problems, "--store-port", store);
    }
    same(problems, "--console-port", console, "--broker-port", broker);
    same(problems, "--console-port", console, "--flink-port", flink);
    same(problems, "--broker-port", broker, "--flink-port", flink);
    if (embeddedStore) {
      same(problems, "--console-port", console, "--store-port", store);
      same(problems, "--broker-port", broker, "--store-port", store);
      same(problems, "--flink-port", flink, "--store-port", store);
    }
    coap(problems, gateways);
    return problems;
  }

  private static void several(List<String> problems, String option, int first, int count) {
    if (outside(problems, option, first, LAST - count + 1)) {
      return;
    }
    for (int port = first; port < first + count; port++) {
      tcp(problems, option, port);
    }
  }

  private static void tcp(List<String> problems, String option, int port) {
    if (outside(problems, option, port, LAST)) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      problems.add("TCP port " + port + " is taken; choose another with " + option);
    }
  }

  private void coap(List<String> problems, int gateways) {
    if (outside(problems, "--coap-port", coap, LAST - gateways + 1)) {
      return;
    }
    for (int port = coap; port < coap + gateways; port++) {
      try (DatagramSocket socket =
          new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
        socket.getLocalPort();
      } catch (IOException e) {
        problems.add(
            "UDP port "
                + port
                + " is taken; the gateways need "
                + coap
                + " to "
                + (coap + gateways - 1)
                + ": choose another first port with --coap-port");
        return;
      }
    }
  }

  private static boolean outside(List<String> problems, String option, int port, int last) {
    if (port >= 1 && port <= last) {
      return false;
    }
    problems.add(option + ": " + port + " is not accepted; use 1 to " + last);
    return true;
  }

  private static void same(
      List<String> problems, String option, int port, String otherOption, int otherPort) {
    if (port == otherPort) {
      problems.add(option + " and " + otherOption + " are both " + port + "; choose two");
    }
  }
}
