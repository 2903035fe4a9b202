package city.pulso.edge.cli;

import city.pulso.edge.coap.CoapBytes;
import city.pulso.edge.coap.CoapCredentials;
import city.pulso.edge.coap.DtlsKeys;
import city.pulso.edge.coap.DtlsReader;
import city.pulso.edge.conform.Capture;
import city.pulso.edge.conform.Conformance;
import city.pulso.edge.conform.MqttCapture;
import city.pulso.edge.conform.Seen;
import city.pulso.edge.decode.Format;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.mqtt.TopicMapping;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What {@code agent conform --capture} needs to know of a capture. */
final class CaptureOptions {
  private static final int MQTTS_PORT = 8883;

  /** As in config/sample.yaml. */
  private static final List<TopicMapping> USUAL =
      List.of(
          new TopicMapping("tele/+/SENSOR", Format.TASMOTA, 2),
          new TopicMapping("tele/+/STATE", Format.TASMOTA, 2),
          new TopicMapping("+/status/+", Format.SHELLY, 1),
          new TopicMapping("zigbee2mqtt/+", Format.ZIGBEE2MQTT, 2),
          new TopicMapping("application/+/device/+/event/up", Format.CHIRPSTACK, 4));

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "With --capture: the UDP port CoAP is on. Default: 5683.")
  int port = 5683;

  @Option(
      names = "--dtls-port",
      paramLabel = "N",
      description = "With --capture: the UDP port CoAP over DTLS is on. Default: 5684.")
  int dtlsPort = 5684;

  @Option(
      names = "--mqtt-port",
      paramLabel = "N",
      description = "With --capture: the TCP port of the MQTT broker. Default: 1883.")
  int mqttPort = 1883;

  @Option(
      names = "--psk-identity",
      paramLabel = "ID",
      description = "With --capture: opens DTLS, with --psk-key-file.")
  @Nullable String pskIdentity;

  @Option(
      names = "--psk-key-file",
      paramLabel = "FILE",
      description = "With --capture: the identity's key, hexadecimal; mode 0600.")
  @Nullable Path pskKeyFile;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "With --capture: opens DTLS with the keys of an agent's keys file.")
  @Nullable Path keys;

  @Option(
      names = "--key-log",
      paramLabel = "FILE",
      description =
          "With --capture: opens DTLS with a key log (SSLKEYLOGFILE), needed where the key exchange"
              + " is not plain PSK.")
  @Nullable Path keyLog;

  @Option(
      names = "--topic",
      paramLabel = "FILTER=FORMAT[@LEVEL]",
      converter = MappingOption.class,
      description =
          "With --capture: which MQTT topics carry which format, and the level that is the device"
              + " id. Many may be given. Default: as in config/sample.yaml.")
  List<TopicMapping> topics = new ArrayList<>();

  private int otherPackets;
  private int encryptedMqtt;

  /** What is wrong with them; empty: nothing. */
  String problem() {
    return (pskIdentity == null) == (pskKeyFile == null)
        ? ""
        : "--psk-identity and --psk-key-file go together";
  }

  /** Reads a capture and lets every message be judged; says what could not be. */
  void read(Path file, Conformance conformance, PrintWriter err) throws IOException {
    DtlsReader dtls = new DtlsReader(secrets());
    MqttCapture mqtt = new MqttCapture(new Judged(conformance, topics.isEmpty() ? USUAL : topics));
    int skipped =
        Capture.read(
            file,
            datagram -> datagram(datagram, dtls, conformance),
            segment -> segment(segment, mqtt));
    dtls.unread()
        .forEach((why, count) -> err.println(count + " encrypted records were not judged: " + why));
    mqtt.unread()
        .forEach((why, count) -> err.println(count + " MQTT segments were not judged: " + why));
    if (encryptedMqtt > 0) {
      err.println(
          encryptedMqtt
              + " segments on port "
              + MQTTS_PORT
              + " are encrypted (TLS) and were not judged; capture where the broker hands on, or"
              + " let the device speak to a plain listener while it is tested");
    }
    if (skipped + otherPackets > 0) {
      err.println(
          skipped
              + otherPackets
              + " packets are no whole UDP datagram on port "
              + port
              + " or "
              + dtlsPort
              + ", nor MQTT on port "
              + mqttPort);
    }
  }

  private DtlsKeys secrets() throws IOException {
    DtlsKeys secrets = new DtlsKeys();
    if (pskIdentity != null && pskKeyFile != null) {
      secrets.add(CoapCredentials.Psk.read(pskIdentity, pskKeyFile));
    }
    if (keys != null) {
      secrets.add(Identities.read(keys));
    }
    if (keyLog != null) {
      secrets.readLog(keyLog);
    }
    return secrets;
  }

  private void datagram(Capture.Datagram datagram, DtlsReader dtls, Conformance conformance) {
    int number = datagram.number();
    if (datagram.fromPort() == port || datagram.toPort() == port) {
      conformance.see(
          CoapBytes.seen(
              number, datagram.atMs(), datagram.from(), datagram.to(), datagram.bytes()));
    } else if (datagram.fromPort() == dtlsPort || datagram.toPort() == dtlsPort) {
      for (DtlsReader.Plain plain : dtls.read(datagram.from(), datagram.to(), datagram.bytes())) {
        conformance.see(
            CoapBytes.seen(number, datagram.atMs(), plain.from(), plain.to(), plain.bytes()));
      }
    } else {
      otherPackets++;
    }
  }

  private void segment(Capture.Segment segment, MqttCapture mqtt) {
    if (segment.toPort() == mqttPort) {
      mqtt.see(segment);
    } else if (segment.toPort() == MQTTS_PORT) {
      encryptedMqtt += segment.bytes().length > 0 ? 1 : 0;
    } else if (segment.fromPort() != mqttPort && segment.fromPort() != MQTTS_PORT) {
      otherPackets++;
    }
  }

  /** Finds what a topic carries, and lets the message be judged as that. */
  private record Judged(Conformance conformance, List<TopicMapping> mappings)
      implements MqttCapture.Listener {
    @Override
    public void published(Seen at, String topic, int qos, boolean retain, byte[] payload) {
      Optional<TopicMapping> mapping =
          mappings.stream().filter(each -> each.matches(topic)).findFirst();
      conformance.published(
          at,
          topic,
          qos,
          retain,
          mapping.map(TopicMapping::format).orElse(null),
          mapping.flatMap(each -> each.device(topic)).orElse(null),
          payload);
    }

    @Override
    public void unreadable(Seen at, String why) {
      conformance.noMqtt(at, why);
    }
  }

  /** {@code tele/+/SENSOR=tasmota@2}. */
  static final class MappingOption implements ITypeConverter<TopicMapping> {
    @Override
    public TopicMapping convert(String value) {
      int equals = value.lastIndexOf('=');
      int at = value.lastIndexOf('@');
      String label =
          equals < 0 ? "" : value.substring(equals + 1, at > equals ? at : value.length());
      Optional<Format> format = Format.labelled(label);
      String level = at > equals ? value.substring(at + 1) : "0";
      if (format.isEmpty() || !level.matches("\\d{1,2}")) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is not accepted; use FILTER=FORMAT[@LEVEL], for example"
                + " tele/+/SENSOR=tasmota@2, FORMAT one of "
                + Format.labels());
      }
      try {
        return new TopicMapping(value.substring(0, equals), format.get(), Integer.parseInt(level));
      } catch (RuntimeException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
