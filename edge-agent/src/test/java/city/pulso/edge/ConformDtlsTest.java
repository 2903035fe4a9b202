package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.edge.cli.AgentCommand;
import city.pulso.edge.coap.CoapSender;
import city.pulso.simulator.device.CaptureFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.DTLSSession;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.SessionAdapter;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedPskStore;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conform --capture} of what devices and an agent said over DTLS. */
class ConformDtlsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicLong clock = new AtomicLong(1_767_225_600_000L);
  private volatile String keyLog = "";
  private volatile String clientRandom = "";
  private Path directory = Path.of("");
  private Path capture = directory;

  @BeforeEach
  void use(@TempDir Path temporary) {
    directory = temporary;
    capture = temporary.resolve("device.pcap");
  }

  @Test
  void a_pre_shared_key_opens_a_capture_also_behind_a_nat_that_changes_ports() throws Exception {
    record(plain());
    Path key = DtlsFixture.ownersAlone(directory.resolve("key.hex"), DtlsFixture.AIR_KEY + "\n");

    assertThat(
            conform("--psk-identity", DtlsFixture.AIR_IDENTITY, "--psk-key-file", key.toString()))
        .as(err.toString())
        .isZero();
    assertThat(err.toString()).doesNotContain("not judged");
    assertThat(out.toString())
        .contains("3 telemetry messages", "devices: " + AgentFixture.AIR)
        .containsPattern("PASS  payload.accepted +3 ")
        .containsPattern("PASS  coap.answered +3 ");

    out.getBuffer().setLength(0);
    assertThat(conform("--keys", directory.resolve("keys.yaml").toString())).isZero();
    assertThat(out.toString()).contains("3 telemetry messages");
  }

  @Test
  void without_the_key_it_is_said_what_to_hand_in() throws Exception {
    record(plain());
    assertThat(conform()).isEqualTo(1);
    assertThat(err.toString())
        .containsPattern(
            "\\d encrypted records were not judged: no key for PSK identity 'air-key';")
        .contains("hand it in with --psk-identity and --psk-key-file, or with --keys")
        .contains("nothing to judge");

    Path wrong = DtlsFixture.ownersAlone(directory.resolve("key.hex"), DtlsFixture.PLUG_KEY + "\n");
    err.getBuffer().setLength(0);
    assertThat(
            conform("--psk-identity", DtlsFixture.AIR_IDENTITY, "--psk-key-file", wrong.toString()))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("the key does not fit")
        .doesNotContain(DtlsFixture.PLUG_KEY);
    assertThat(conform("--psk-identity", DtlsFixture.AIR_IDENTITY)).isEqualTo(2);
    assertThat(err.toString()).contains("--psk-identity and --psk-key-file go together");
  }

  @Test
  void a_capture_that_begins_after_the_handshake_cannot_be_opened() throws Exception {
    EdgeAgentConfig config = DtlsFixture.config(directory);
    try (EdgeAgent agent = DtlsFixture.start(config);
        Nat nat = new Nat(agent.coapsAddress().orElseThrow());
        CoapSender air = DtlsFixture.device(DtlsFixture.AIR_IDENTITY, DtlsFixture.AIR_KEY);
        CaptureFile file = CaptureFile.create(capture)) {
      assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(nat.port()))).isTrue();
      nat.listen((fromPeer, bytes) -> write(file, fromPeer, bytes));
      assertThat(DtlsFixture.isLetIn(air, DtlsFixture.uri(nat.port()))).isTrue();
    }
    assertThat(conform("--keys", directory.resolve("keys.yaml").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("begin to capture before the device connects");
  }

  @Test
  void a_key_exchange_that_hides_its_secret_needs_a_key_log() throws Exception {
    DTLSConnector connector =
        device(new AdvancedSinglePskStore(DtlsFixture.AIR_IDENTITY, key()), false);
    record(connector);
    assertThat(conform("--keys", directory.resolve("keys.yaml").toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("the key exchange ECDHE_PSK hides its secret", "hand in the device's --key-log");

    Path log =
        DtlsFixture.ownersAlone(
            directory.resolve("log"), "# made by the device\n" + keyLog.formatted(clientRandom));
    assertThat(conform("--key-log", log.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains("3 telemetry messages");
    Files.writeString(log, "nothing");
    assertThat(conform("--key-log", log.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is no key log; use lines of CLIENT_RANDOM");
  }

  @Test
  void a_damaged_capture_is_judged_as_far_as_it_goes() throws Exception {
    record(plain());
    byte[] whole = Files.readAllBytes(capture);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100; i++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k < 4; k++) {
        damaged[24 + random.nextInt(damaged.length - 24)] = (byte) random.nextInt(256);
      }
      Files.write(capture, damaged);
      err.getBuffer().setLength(0);
      assertThat(conform("--keys", directory.resolve("keys.yaml").toString())).isBetween(0, 1);
      assertThat(err.toString()).doesNotContain("\tat ");
    }
  }

  private static byte[] key() {
    return HexFormat.of().parseHex(DtlsFixture.AIR_KEY);
  }

  private DTLSConnector plain() {
    return device(new AdvancedSinglePskStore(DtlsFixture.AIR_IDENTITY, key()), true);
  }

  /** A device that writes a key log. */
  private DTLSConnector device(AdvancedPskStore store, boolean plainPsk) {
    Configuration configuration = inCode();
    configuration.set(
        org.eclipse.californium.scandium.config.DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 0);
    configuration.set(
        org.eclipse.californium.scandium.config.DtlsConfig.DTLS_CIPHER_SUITES,
        List.of(
            plainPsk
                ? CipherSuite.TLS_PSK_WITH_AES_128_CCM_8
                : CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256));
    return new DTLSConnector(
        DtlsConnectorConfig.builder(configuration)
            .setAddress(new InetSocketAddress(0))
            .setAdvancedPskStore(store)
            .setSessionListener(
                new SessionAdapter() {
                  @Override
                  public void contextEstablished(Handshaker handshaker, DTLSContext context) {
                    keyLog = "CLIENT_RANDOM %s " + masterSecret(context.getSession()) + "\n";
                  }
                })
            .build());
  }

  /** Everything in code: left to itself the library leaves a properties file behind. */
  private static Configuration inCode() {
    return new Configuration(
        org.eclipse.californium.core.config.CoapConfig.DEFINITIONS,
        UdpConfig.DEFINITIONS,
        SystemConfig.DEFINITIONS,
        org.eclipse.californium.scandium.config.DtlsConfig.DEFINITIONS);
  }

  /** The library does not tell it otherwise. */
  private static String masterSecret(DTLSSession session) {
    try {
      Method master = DTLSSession.class.getDeclaredMethod("getMasterSecret");
      master.setAccessible(true);
      return HexFormat.of().formatHex(((SecretKey) master.invoke(session)).getEncoded());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Three messages, with another port of the NAT before the last. */
  private void record(DTLSConnector connector) throws Exception {
    CoapEndpoint endpoint =
        CoapEndpoint.builder().setConfiguration(inCode()).setConnector(connector).build();
    try (EdgeAgent agent = DtlsFixture.start(DtlsFixture.config(directory));
        Nat nat = new Nat(agent.coapsAddress().orElseThrow());
        CaptureFile file = CaptureFile.create(capture)) {
      nat.listen((fromPeer, bytes) -> write(file, fromPeer, bytes));
      CoapClient client =
          new CoapClient(DtlsFixture.uri(nat.port())).setEndpoint(endpoint).setTimeout(60_000L);
      endpoint.start();
      String pack =
          "[{\"bn\":\"" + AgentFixture.AIR + ":\",\"n\":\"temp\",\"u\":\"Cel\",\"v\":18.5}]";
      for (int i = 0; i < 3; i++) {
        assertThat(client.post(pack, 110).isSuccess()).isTrue();
        if (i == 1) {
          nat.rebind();
        }
      }
    } finally {
      endpoint.destroy();
    }
  }

  private void write(CaptureFile file, boolean fromPeer, byte[] datagram) {
    boolean clientHello = fromPeer && datagram[0] == 22 && datagram[13] == 1;
    if (clientHello) {
      // Behind the heads of record and message, and the version.
      clientRandom = HexFormat.of().formatHex(datagram, 27, 59);
    }
    try {
      synchronized (file) {
        if (fromPeer) {
          file.fromDevice(clock.addAndGet(10), "d", datagram);
        } else {
          file.toDevice(clock.addAndGet(10), "d", datagram);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int conform(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("conform", "--capture", capture.toString(), "--port=1", "--dtls-port=5683"));
    arguments.addAll(List.of(more));
    return AgentCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}
