package city.pulso.edge.cli;

import city.pulso.edge.coap.CoapCredentials;
import city.pulso.edge.coap.CoapSender;
import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.TlsFiles;
import city.pulso.edge.decode.Format;
import city.pulso.edge.uplink.MqttSender;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent send}: a small device for the shell. */
@Command(
    name = "send",
    description = {
      "Sends one message from standard input, Confirmable (CoAP) or with QoS 1 (MQTT), and prints the answer.",
      "CoAP: the agent's own word; 2.04 means on disk. MQTT: the broker's word only; 'tail' shows what the agent made of it."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:CoAP: the agent has it on disk. MQTT: the broker has it",
      "1:refused, no answer, or a file or host cannot be used",
      "2:the command line is wrong"
    },
    footer = {
      "",
      "Examples:",
      "  send --to coap://127.0.0.1:5683 --format senml-json < pack.json",
      "  send --to coaps://127.0.0.1 --psk-identity air-7 --psk-key-file key.hex --format pulso < report.bin",
      "  send --to mqtt://127.0.0.1 --topic tele/plug_k17/SENSOR < sensor.json",
      "  send --to mqtts://broker:8883 --trust ca.pem --username k17 --password-file pw --mqtt-version 3.1.1 --topic zigbee2mqtt/k17 < state.json"
    })
final class SendCommand implements Callable<Integer> {
  /** Who offers a wrong key hears nothing: DTLS servers do not say which part was wrong. */
  private static final String SILENT =
      "; nobody is there, or the identity or key is not known there: its log says which";

  private static final String FORMATS = "pulso, senml-json, senml-cbor";
  private static final String ACCEPTED =
      "coap://HOST[:PORT], coaps://HOST[:PORT], mqtt://HOST[:PORT] or mqtts://HOST[:PORT]";

  @Option(
      names = "--to",
      paramLabel = "URI",
      required = true,
      description = "coap, coaps, mqtt or mqtts://HOST[:PORT]. CoAP path without one: /t.")
  String to = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FormatOption.class,
      description = "CoAP, must be given: one of " + FORMATS + ".")
  @Nullable Format format;

  @Option(names = "--topic", paramLabel = "TOPIC", description = "MQTT, must be given: Topic Name.")
  @Nullable String topic;

  @Option(names = "--mqtt-version", paramLabel = "VERSION", description = "5 or 3.1.1. Default: 5.")
  String mqttVersion = "5";

  @Option(names = "--client-id", paramLabel = "ID", description = "MQTT. Default: made up.")
  String clientId = "pulso-send-" + UUID.randomUUID();

  @Option(names = "--username", paramLabel = "NAME", description = "MQTT.")
  @Nullable String username;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "MQTT: its first line is the password; others may not read it.")
  @Nullable Path passwordFile;

  @Option(names = "--psk-identity", paramLabel = "ID", description = "coaps: PSK identity.")
  @Nullable String pskIdentity;

  @Option(
      names = "--psk-key-file",
      paramLabel = "FILE",
      description = "coaps: the key, hexadecimal; mode 0600.")
  @Nullable Path pskKeyFile;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "coaps, mqtts: own certificate chain, PEM; with --key.")
  @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "coaps, mqtts: its private key, PEM (PKCS #8); mode 0600.")
  @Nullable Path key;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "coaps, mqtts: who may have signed the other side's certificate, PEM.")
  @Nullable Path trust;

  @Option(
      names = "--input",
      paramLabel = "HOW",
      converter = Payload.EncodingOption.class,
      description = "How standard input is written: raw, hex or base64. Default: raw.")
  Payload.Encoding input = Payload.Encoding.RAW;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for the answer, repetitions included. Default: 30.")
  int timeoutS = 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final InputStream in;

  SendCommand() {
    this(System.in);
  }

  SendCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() {
    AgentCommand.logWarnings();
    PrintWriter err = spec.commandLine().getErr();
    if (timeoutS < 1 || timeoutS > 3600) {
      throw wrong("--timeout: " + timeoutS + " is not accepted; use 1 to 3600");
    }
    URI uri = uri();
    try {
      return uri.getScheme().startsWith("coap") ? coap(uri) : mqtt(uri);
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private int coap(URI uri) throws IOException {
    Format given = format;
    if (given == null) {
      throw wrong("--format is missing; over CoAP use one of " + FORMATS);
    }
    int contentFormat =
        CoapSender.contentFormat(given)
            .orElseThrow(
                () ->
                    wrong(
                        "--format: '"
                            + given.label()
                            + "' comes over MQTT only; over CoAP use one of "
                            + FORMATS));
    PrintWriter err = spec.commandLine().getErr();
    CoapCredentials credentials = credentials(uri);
    byte[] payload = Payload.read(in, input, err);
    try (CoapSender sender = CoapSender.open(credentials)) {
      Optional<CoapSender.Answer> answer =
          sender.send(uri, contentFormat, payload, Duration.ofSeconds(timeoutS));
      if (answer.isEmpty()) {
        err.println(
            "no answer from "
                + uri
                + " within "
                + timeoutS
                + " s"
                + ("coaps".equalsIgnoreCase(uri.getScheme()) ? SILENT : ""));
        return 1;
      }
      print(shown(answer.get()));
      return answer.get().success() ? 0 : 1;
    }
  }

  private CoapCredentials credentials(URI uri) throws IOException {
    String identity = pskIdentity;
    Path keyFile = pskKeyFile;
    Path chain = certificate;
    Path privateKey = key;
    Path authorities = trust;
    if (uri.getScheme().equals("coap")) {
      if (identity != null || keyFile != null || chain != null || privateKey != null) {
        throw wrong("--to: '" + to + "' is not encrypted; use coaps:// with keys");
      }
      return new CoapCredentials.None();
    }
    if (identity != null && keyFile != null) {
      return CoapCredentials.Psk.read(identity, keyFile);
    }
    if (chain != null && privateKey != null && authorities != null) {
      return new CoapCredentials.X509(chain, privateKey, authorities);
    }
    throw wrong(
        "coaps:// needs --psk-identity and --psk-key-file, or --certificate, --key and --trust");
  }

  private int mqtt(URI uri) throws IOException {
    String name = topic;
    if (name == null || name.isBlank() || name.contains("+") || name.contains("#")) {
      throw wrong("--topic: give a Topic Name without wildcards, for example tele/plug_k17/SENSOR");
    }
    if (!mqttVersion.equals("5") && !mqttVersion.equals("3.1.1")) {
      throw wrong("--mqtt-version: '" + mqttVersion + "' is not accepted; use 5 or 3.1.1");
    }
    BrokerAddress broker;
    try {
      broker =
          new BrokerAddress(uri, username, passwordFile, new TlsFiles(trust, certificate, key));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    MqttSender.Version version =
        mqttVersion.equals("5") ? MqttSender.Version.V5 : MqttSender.Version.V3_1_1;
    byte[] payload = Payload.read(in, input, spec.commandLine().getErr());
    MqttSender.Answer answer =
        MqttSender.publish(broker, version, clientId, name, payload, Duration.ofSeconds(timeoutS));
    print(answer.text());
    return answer.success() ? 0 : 1;
  }

  private void print(String answer) {
    spec.commandLine().getOut().println(ReadingLines.printable(answer));
    spec.commandLine().getOut().flush();
  }

  private static String shown(CoapSender.Answer answer) {
    String text = answer.text().isEmpty() ? "" : ": " + answer.text();
    String again = answer.maxAgeS() > 0 ? " (try again after " + answer.maxAgeS() + " s)" : "";
    return answer.code() + text + again;
  }

  private URI uri() {
    try {
      URI uri = new URI(to);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      if (!scheme.matches("coaps?|mqtts?") || uri.getHost() == null) {
        throw wrong("--to: '" + to + "' is not accepted; use " + ACCEPTED);
      }
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      boolean whole = scheme.startsWith("mqtt") || (!path.isEmpty() && !path.equals("/"));
      return whole ? uri : uri.resolve("/t");
    } catch (URISyntaxException e) {
      throw wrong("--to: '" + to + "' is not accepted; use " + ACCEPTED);
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
