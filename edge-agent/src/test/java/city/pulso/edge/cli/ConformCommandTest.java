package city.pulso.edge.cli;

import static city.pulso.edge.conform.Datagrams.CON;
import static city.pulso.edge.conform.Datagrams.answer;
import static city.pulso.edge.conform.Datagrams.bytes;
import static city.pulso.edge.conform.Datagrams.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.coap.CoapSender;
import city.pulso.simulator.device.CaptureFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConformCommandTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String GOOD =
      "[{'bn':'urn:dev:mac:0024befffe80a001:','bt':1767225600,'bver':26,'n':'pm2_5','u':'ug/m3','v':18.5}]";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_capture_gives_a_report_for_a_ticket(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("device.pcap");
    capture(file, GOOD);
    assertThat(run("--capture", file.toString())).isZero();
    assertThat(out.toString())
        .contains("1 telemetry messages, from 2026-01-01T00:00:00Z")
        .contains("devices: urn:dev:mac:0024befffe80a001")
        .containsPattern("PASS  payload.accepted +1 +known units.*\\[edge-agent README")
        .containsPattern("-     coap.back-off +not seen")
        .contains("CONFORMS: ");

    out.getBuffer().setLength(0);
    capture(file, GOOD.replace("18.5", "-5"));
    assertThat(run("--capture", file.toString()))
        .as("a range is not the agent's to judge")
        .isZero();
    assertThat(out.toString())
        .containsPattern(
            "PASS  payload.accepted .*ranges are the city's quality control's to judge")
        .doesNotContain("values in their range");

    out.getBuffer().setLength(0);
    capture(file, GOOD.replace("ug/m3", "ug/m^3"));
    assertThat(run("--capture", file.toString())).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("FAIL  payload.accepted +1 of 1 ")
        .contains("datagram 1, 2026-01-01T00:00:00Z, from 10.0.1.1:5683: unit 'ug/m^3' of 'pm2_5'")
        .contains("DOES NOT CONFORM: ");
  }

  @Test
  void a_capture_without_telemetry_judges_nothing_and_says_so(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("empty.pcap");
    CaptureFile.create(file).close();
    assertThat(run("--capture", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("nothing to judge: no telemetry message in " + file);
    capture(file, GOOD);
    assertThat(run("--capture", file.toString(), "--port", "61616")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "2 packets are no whole UDP datagram on port 61616 or 5684, nor MQTT on port 1883");
    assertThat(run("--capture", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("none does not exist");
    Files.writeString(file, "no capture at all");
    assertThat(run("--capture", file.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is no packet capture; use pcap or pcapng");
  }

  @Test
  void listen_answers_a_device_as_an_agent_would_and_judges_it() throws Exception {
    CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(() -> run("--listen", "0", "--count", "2", "--for", "60s"));
    Pattern told = Pattern.compile("listening on (coap://127.0.0.1:\\d+/t)");
    await().atMost(Duration.ofSeconds(60)).until(() -> told.matcher(err.toString()).find());
    Matcher here = told.matcher(err.toString());
    assertThat(here.find()).isTrue();
    URI uri = URI.create(here.group(1));

    assertThat(CoapSender.post(uri, 110, bytes(GOOD), Duration.ofSeconds(30)))
        .hasValueSatisfying(answer -> assertThat(answer.code()).startsWith("2.04"));
    assertThat(CoapSender.post(uri, 110, bytes("[{"), Duration.ofSeconds(30)))
        .hasValueSatisfying(answer -> assertThat(answer.code()).startsWith("4.00"));

    assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("FAIL  payload.readable +1 of 2")
        .containsPattern("PASS  coap.answered +2");
  }

  @Test
  void a_device_that_observes_its_configuration_is_told_and_judged() throws Exception {
    CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(() -> run("--listen", "0", "--count", "1", "--for", "60s"));
    Pattern told = Pattern.compile("listening on coap://127.0.0.1:(\\d+)/t");
    await().atMost(Duration.ofSeconds(60)).until(() -> told.matcher(err.toString()).find());
    Matcher here = told.matcher(err.toString());
    assertThat(here.find()).isTrue();
    String at = "coap://127.0.0.1:" + here.group(1);
    CountDownLatch notifications = new CountDownLatch(2);
    CoapEndpoint endpoint = CoapEndpoint.builder().setConfiguration(inCode()).build();
    CoapClient client = new CoapClient(at + "/config/air-7").setEndpoint(endpoint);
    CoapObserveRelation relation =
        client.observe(
            new CoapHandler() {
              @Override
              public void onLoad(CoapResponse response) {
                if (response.getResponseText().contains("\"device\":\"air-7\"")) {
                  notifications.countDown();
                }
              }

              @Override
              public void onError() {}
            });
    assertThat(notifications.await(60, TimeUnit.SECONDS)).isTrue();
    relation.reactiveCancel();
    assertThat(CoapSender.post(URI.create(at + "/t"), 110, bytes(GOOD), Duration.ofSeconds(30)))
        .isPresent();
    assertThat(status.get(60, TimeUnit.SECONDS)).isZero();
    client.shutdown();
    endpoint.destroy();
    assertThat(out.toString()).containsPattern("PASS  coap.acknowledges +[1-9]");
  }

  @Test
  void a_device_that_is_a_server_is_asked_for_what_it_offers() throws Exception {
    try (Device device = new Device(110, GOOD)) {
      assertThat(run("--device", device.uri())).isZero();
      assertThat(out.toString())
          .containsPattern("PASS  device.discovery")
          .containsPattern("PASS  payload.accepted +1");
      assertThat(run("--device", device.uri() + "/readings")).isZero();
      assertThat(run("--device", device.uri() + "/nothing")).isEqualTo(1);
      assertThat(err.toString()).contains("/nothing: answered 4.04");
    }
    out.getBuffer().setLength(0);
    try (Device device = new Device(50, "{}")) {
      assertThat(run("--device", device.uri())).isEqualTo(1);
      assertThat(out.toString())
          .containsPattern("FAIL  device.discovery")
          .contains("no link offers ct 42, 110 or 112");
    }
  }

  @Test
  void the_command_line_is_checked() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("--listen", "1", "--capture", "x")).isEqualTo(2);
    assertThat(run("--listen", "here")).isEqualTo(2);
    assertThat(run("--device", "http://x")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--listen: 'here' is not accepted; use [HOST:]PORT")
        .contains("--device: 'http://x' is not accepted; use coap://HOST");
  }

  /** Everything in code: left to itself the library leaves a properties file behind. */
  private static Configuration inCode() {
    return new Configuration(
        CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
  }

  private static void capture(Path file, String pack) throws Exception {
    try (CaptureFile capture = CaptureFile.create(file)) {
      capture.fromDevice(NOW.toEpochMilli(), "d", post(CON, 1, "t", 110, bytes(pack)));
      capture.toDevice(NOW.toEpochMilli() + 5, "d", answer(1, 0x44));
    }
  }

  private int run(String... arguments) {
    return new CommandLine(new ConformCommand(Clock.fixed(NOW, ZoneOffset.UTC)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** A device that is a CoAP server. */
  private static final class Device implements AutoCloseable {
    private final CoapServer server;
    private final CoapEndpoint endpoint;

    Device(int contentFormat, String representation) {
      Configuration configuration = inCode();
      endpoint =
          CoapEndpoint.builder()
              .setConfiguration(configuration)
              .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .build();
      server = new CoapServer(configuration);
      server.addEndpoint(endpoint);
      CoapResource readings =
          new CoapResource("readings") {
            @Override
            public void handleGET(CoapExchange exchange) {
              exchange.respond(ResponseCode.CONTENT, bytes(representation), contentFormat);
            }
          };
      readings.getAttributes().addContentType(contentFormat);
      server.add(readings);
      server.start();
    }

    String uri() {
      return "coap://127.0.0.1:" + endpoint.getAddress().getPort();
    }

    @Override
    public void close() {
      server.destroy();
    }
  }
}
