package city.pulso.simulator;

import city.pulso.simulator.device.CertificateFiles;
import city.pulso.simulator.device.FleetKeys;
import city.pulso.simulator.device.FleetWays;
import city.pulso.simulator.device.FleetWays.Credentials;
import city.pulso.simulator.fleet.FleetDevice;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where a fleet's messages go, and who devices are there. */
final class WayOptions {
  private static final int NAMES_SHOWN = 5;

  @Option(
      names = "--to",
      paramLabel = "URI",
      description = "The agent: coap://HOST:PORT[/PATH], or coaps:// with --keys or --certificate.")
  @Nullable URI to;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "coaps: the agent's keys file; each device shows the key that is bound to it.")
  @Nullable Path keys;

  @Option(
      names = "--mqtt",
      paramLabel = "URI",
      description = "The agent's local broker: mqtt:// or mqtts://HOST:PORT.")
  @Nullable URI mqtt;

  @Option(names = "--mqtt-version", paramLabel = "VERSION", description = "5 or 3.1.1. Default: 5.")
  String mqttVersion = "5";

  @Option(names = "--username", paramLabel = "NAME", description = "MQTT.")
  @Nullable String username;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "MQTT: its first line is the password; others may not read it.")
  @Nullable Path passwordFile;

  @Option(
      names = "--topic-prefix",
      paramLabel = "TEXT",
      description = "MQTT: put before topics, for example local/lima-01/. Default: nothing.")
  String topicPrefix = "";

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "coaps, mqtts: certificate chain that all devices show, PEM; with --key.")
  @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "coaps, mqtts: its private key, PEM; mode 0600.")
  @Nullable Path key;

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "coaps, mqtts: who may have signed the other side's certificate, PEM.")
  @Nullable Path trust;

  @Option(
      names = "--nats",
      paramLabel = "N",
      description = "NATs the devices share, 1 to 64. Default: 4.")
  int nats = 4;

  /** What is wrong with them; empty: nothing. */
  String problem() {
    URI coap = to;
    if (coap != null && (!scheme(coap).matches("coaps?") || coap.getHost() == null)) {
      return "--to: '" + coap + "' is not accepted; use coap://HOST:PORT or coaps://HOST:PORT";
    }
    URI broker = mqtt;
    if (broker != null && (!scheme(broker).matches("mqtts?") || broker.getHost() == null)) {
      return "--mqtt: '" + broker + "' is not accepted; use mqtt://HOST:PORT or mqtts://HOST:PORT";
    }
    if (!mqttVersion.equals("5") && !mqttVersion.equals("3.1.1")) {
      return "--mqtt-version: '" + mqttVersion + "' is not accepted; use 5 or 3.1.1";
    }
    if (nats < 1 || nats > 64) {
      return "--nats: " + nats + " is not accepted; use 1 to 64";
    }
    return credentialsProblem();
  }

  private String credentialsProblem() {
    boolean secureCoap = to != null && scheme(to).equals("coaps");
    boolean secureMqtt = mqtt != null && scheme(mqtt).equals("mqtts");
    if ((certificate == null) != (key == null)) {
      return "--certificate and --key go together";
    }
    if (secureCoap && keys == null && (certificate == null || trust == null)) {
      return "coaps:// needs --keys, or --certificate, --key and --trust";
    }
    if (keys != null && !secureCoap) {
      return "--keys goes with --to coaps://HOST";
    }
    if ((certificate != null || trust != null) && !secureCoap && !secureMqtt) {
      return "--certificate and --trust go with coaps:// or mqtts://";
    }
    if ((username != null || passwordFile != null) && mqtt == null) {
      return "--username and --password-file go with --mqtt";
    }
    return passwordFile != null && username == null ? "--password-file needs --username" : "";
  }

  /** Reads the files. */
  FleetWays ways(List<FleetDevice> devices, boolean rebinding) throws IOException {
    CertificateFiles files = new CertificateFiles(certificate, key, trust);
    URI broker = mqtt;
    return new FleetWays(
        to,
        credentials(devices, files),
        nats,
        rebinding,
        FleetWays.ACK_TIMEOUT,
        broker == null
            ? null
            : new FleetWays.Broker(broker, mqttVersion.equals("5"), username, passwordFile, files));
  }

  private Credentials credentials(List<FleetDevice> devices, CertificateFiles files)
      throws IOException {
    Path file = keys;
    if (file != null) {
      FleetKeys read = FleetKeys.read(file);
      List<String> missing = read.missing(devices.stream().map(FleetDevice::id).toList());
      if (!missing.isEmpty()) {
        throw new IOException(
            file
                + " has no key for "
                + String.join(", ", missing.subList(0, Math.min(NAMES_SHOWN, missing.size())))
                + (missing.size() > NAMES_SHOWN
                    ? " and " + (missing.size() - NAMES_SHOWN) + " more"
                    : ""));
      }
      return new Credentials.Keys(read);
    }
    return to != null && scheme(to).equals("coaps")
        ? new Credentials.Certificate(files)
        : new Credentials.None();
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme();
  }
}
