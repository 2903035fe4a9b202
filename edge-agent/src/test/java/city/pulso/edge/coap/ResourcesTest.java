package city.pulso.edge.coap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.identity.Identities;
import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.schemas.v1.Gateway;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapObserveRelation;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.LinkFormat;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device finds at the agent, and what it is answered. */
class ResourcesTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void what_there_is_can_be_discovered(@TempDir Path directory) throws Exception {
    try (Listening agent = listening(directory)) {
      String links = agent.at(".well-known/core").get().getResponseText();

      assertThat(links.split(","))
          .anyMatch(
              l -> has(l, "</t>", "rt=\"city.telemetry\"", "if=\"city.in\"", "ct=\"42 110 112\""))
          .anyMatch(l -> has(l, "</time>", "rt=\"city.time\"", "if=\"city.out\"", "ct=0", "obs"))
          .anyMatch(l -> has(l, "</config>", "rt=\"city.config\"", "ct=50"))
          .anyMatch(l -> has(l, "</status>", "rt=\"city.status\"", "ct=50", "obs"));
      String filtered = agent.at(".well-known/core?rt=city.ti*").get().getResponseText();
      assertThat(LinkFormat.parse(filtered)).hasSize(1);
      assertThat(filtered).startsWith("</time>");
    }
  }

  @Test
  void an_observer_of_the_time_is_told_when_the_clock_is_set_until_it_cancels(
      @TempDir Path directory) throws Exception {
    try (Listening agent = listening(directory)) {
      Told told = new Told();
      CoapObserveRelation relation = observed(agent, "time", told);
      assertThat(told.texts).hasSize(1);

      agent.aheadMs.set(3_600_000);
      await().atMost(SOON).until(() -> told.texts.size() == 2);
      assertThat(Double.parseDouble(told.texts.get(1)) - Double.parseDouble(told.texts.get(0)))
          .isBetween(3600.0, 3620.0);

      relation.proactiveCancel();
      await("the cancellation is answered").atMost(SOON).until(() -> told.texts.size() >= 3);
      Told other = new Told();
      observed(agent, "time", other);
      agent.aheadMs.set(7_200_000);
      await().atMost(SOON).until(() -> other.texts.size() == 2);
      assertThat(told.texts).as("one answers the cancellation, none came since").hasSize(3);
    }
  }

  @Test
  void a_device_that_observes_its_configuration_is_told_of_changes_alone(@TempDir Path directory)
      throws Exception {
    try (Listening agent = listening(directory)) {
      Told told = new Told();
      observed(agent, "config/" + Listening.AIR, told);
      assertThat(told.texts)
          .containsExactly("{\"device\":\"air-1\",\"domain\":\"air\",\"report_interval_s\":60}");

      agent.take(60);
      agent.take(300);
      await().atMost(SOON).until(() -> told.texts.size() == 2);
      assertThat(told.texts.get(1)).contains("\"report_interval_s\":300");

      agent.devices.take(Gateway.getDefaultInstance());
      await().atMost(SOON).until(() -> told.codes.contains(ResponseCode.NOT_FOUND));
      assertThat(agent.at("config/" + Listening.AIR).get().getCode())
          .isEqualTo(ResponseCode.NOT_FOUND);
      assertThat(agent.at("config/nobody").get().getCode()).isEqualTo(ResponseCode.NOT_FOUND);
      assertThat(agent.at("config").get().getResponseText()).contains("use /config/DEVICE");
    }
  }

  @Test
  void an_observer_registers_again_with_an_agent_that_was_restarted(
      @TempDir Path first, @TempDir Path second) throws Exception {
    Told told = new Told();
    int port;
    CoapObserveRelation relation;
    Listening before = listening(first);
    port = before.port();
    relation = observed(before, "time", told);
    assertThat(relation.isCanceled()).isFalse();
    before.close();

    try (Listening after =
        new Listening(second, CoapConfig.loopback().withPort(port), Identities.none())) {
      Told again = new Told();
      CoapObserveRelation renewed = observed(after, "time", again);
      after.aheadMs.set(60_000);

      await().atMost(SOON).until(() -> again.texts.size() == 2);
      assertThat(renewed.reregister()).as("what a client does when Max-Age has passed").isTrue();
      await().atMost(SOON).until(() -> again.texts.size() == 3);
    }
  }

  @Test
  void the_status_tells_observers_that_something_was_accepted(@TempDir Path directory)
      throws Exception {
    try (Listening agent = listening(directory)) {
      Told told = new Told();
      observed(agent, "status", told);
      assertThat(told.texts).containsExactly("{\"accepted\":0}");

      assertThat(post(agent, 110, -1, "[{\"bn\":\"air-1:\",\"n\":\"temp\",\"v\":1}]").isSuccess())
          .isTrue();

      await().atMost(SOON).until(() -> told.texts.contains("{\"accepted\":1}"));
    }
  }

  @Test
  void a_refusal_comes_as_problem_details_to_who_reads_them(@TempDir Path directory)
      throws Exception {
    try (Listening agent = listening(directory)) {
      String bad = "[{\"bn\":\"air-1:\",\"n\":\"temp\",\"u\":\"Fahr\",\"v\":1}]";

      CoapResponse text = post(agent, 110, -1, bad);
      assertThat(text.getOptions().getContentFormat()).isEqualTo(-1);
      assertThat(text.getResponseText())
          .isEqualTo("unit 'Fahr' of 'temp' is not accepted; use Cel, K");

      CoapResponse asked = post(agent, 110, ProblemDetails.CONTENT_FORMAT, bad);
      assertThat(asked.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
      assertThat(asked.getOptions().getContentFormat()).isEqualTo(257);
      assertThat(ProblemReader.detail(asked.getPayload()))
          .contains("unit 'Fahr' of 'temp' is not accepted; use Cel, K");
      assertThat(asked.getResponseText())
          .contains(ProblemDetails.ENTRY, "bad_value", "field", "unit of temp", "value", "Fahr")
          .contains("accepted", "Cel, K");
      assertThat(asked.getPayload()).as("-4: 4.00").containsSequence(0x23, 0x18, 0x80);

      CoapResponse cbor = post(agent, 112, -1, "no CBOR");
      assertThat(cbor.getOptions().getContentFormat()).as("speaks CBOR").isEqualTo(257);
      assertThat(post(agent, 112, 0, "no CBOR").getOptions().getContentFormat())
          .as("asks for text")
          .isEqualTo(-1);
    }
  }

  @Test
  void a_body_that_grows_too_large_block_by_block_is_answered_4_13_and_counted_once(
      @TempDir Path directory) throws Exception {
    try (Listening agent =
        new Listening(directory, new CoapConfig("127.0.0.1", 0, 2048), Identities.none())) {
      CoapResponse answer = post(agent, 112, -1, "x".repeat(5000));

      assertThat(answer.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
      assertThat(answer.getOptions().getContentFormat()).isEqualTo(257);
      assertThat(agent.refusals.byReason()).containsEntry(Reason.TOO_LARGE, 1L);
    }
  }

  @Test
  void a_wrong_path_or_method_is_explained_and_counted_when_a_body_is_lost_with_it(
      @TempDir Path directory) throws Exception {
    try (Listening agent = listening(directory)) {
      CoapResponse asked = agent.at("nope").get();
      assertThat(asked.getCode()).isEqualTo(ResponseCode.NOT_FOUND);
      assertThat(asked.getResponseText()).isEqualTo("nothing is at /nope; readings go to POST /t");
      assertThat(agent.at("t").get().getResponseText())
          .isEqualTo("GET is not accepted at /t; readings go to POST /t");
      assertThat(agent.refusals.byReason()).as("nothing was sent").isEmpty();

      CoapResponse sent = agent.at("nope").post("[]", 110);
      assertThat(sent.getCode()).isEqualTo(ResponseCode.NOT_FOUND);
      assertThat(sent.getResponseText()).contains("POST /t");
      assertThat(agent.at("t").put("[]", 110).getCode()).isEqualTo(ResponseCode.METHOD_NOT_ALLOWED);
      assertThat(agent.refusals.byReason()).containsOnly(Map.entry(Reason.WRONG_PATH, 2L));
    }
  }

  @Test
  void senml_that_names_no_device_is_told_how_to(@TempDir Path directory) throws Exception {
    try (Listening agent = listening(directory)) {
      assertThat(post(agent, 110, -1, "[{\"n\":\"temp\",\"v\":1}]").getResponseText())
          .startsWith("nothing names the device; give a base name, \"bn\":\"DEVICE:\"");
    }
  }

  @Test
  void what_is_no_coap_message_is_counted(@TempDir Path directory) throws Exception {
    try (Listening agent = listening(directory);
        DatagramSocket socket = new DatagramSocket()) {
      byte[] noise = {1, 2, 3};
      socket.send(
          new DatagramPacket(noise, noise.length, InetAddress.getLoopbackAddress(), agent.port()));

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(agent.refusals.byReason()).containsEntry(Reason.MALFORMED, 1L));
    }
  }

  @Test
  void problem_details_stay_within_a_datagram_and_tear_no_character() {
    assertThat(ProblemDetails.cut("aé", 2)).isEqualTo("a");
    assertThat(ProblemDetails.cut("aé", 3)).isEqualTo("aé");
    assertThat(ProblemReader.detail(new byte[] {(byte) 0xbf, 0})).isEmpty();
    assertThat(ProblemReader.detail(new byte[0])).isEmpty();
  }

  private static Listening listening(Path directory) throws Exception {
    return new Listening(directory, CoapConfig.loopback(), Identities.none());
  }

  /** Begins to observe; returns once the first answer was told, which is after it has come. */
  private static CoapObserveRelation observed(Listening agent, String path, Told told)
      throws Exception {
    CoapObserveRelation relation = agent.at(path).observeAndWait(told);
    await("the first answer of " + path).atMost(SOON).until(() -> !told.codes.isEmpty());
    return relation;
  }

  private static CoapResponse post(Listening agent, int contentFormat, int accept, String body)
      throws Exception {
    Request request = Request.newPost();
    request.getOptions().setContentFormat(contentFormat);
    if (accept >= 0) {
      request.getOptions().setAccept(accept);
    }
    request.setPayload(body.getBytes(UTF_8));
    CoapClient client = agent.at("t");
    CoapResponse answer = client.advanced(request);
    assertThat(answer).as("an answer").isNotNull();
    assertThat(MediaTypeRegistry.isKnown(contentFormat)).isTrue();
    return answer;
  }

  private static boolean has(String link, String... parts) {
    return List.of(parts).stream().allMatch(link::contains);
  }

  /** What an observer is told. */
  private static final class Told implements CoapHandler {
    final List<String> texts = new CopyOnWriteArrayList<>();
    final List<ResponseCode> codes = new CopyOnWriteArrayList<>();

    @Override
    public void onLoad(CoapResponse response) {
      if (response.isSuccess()) {
        texts.add(response.getResponseText());
      }
      codes.add(response.getCode());
    }

    @Override
    public void onError() {}
  }
}
