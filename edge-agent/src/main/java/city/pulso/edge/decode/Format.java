package city.pulso.edge.decode;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a device may speak. */
public enum Format {
  /** {@code pulso.v1.DeviceReport}. */
  PULSO("pulso"),
  /** RFC 8428, JSON. */
  SENML_JSON("senml-json"),
  /** RFC 8428, CBOR. */
  SENML_CBOR("senml-cbor"),
  /** Tasmota's {@code tele/…/SENSOR}, {@code tele/…/STATE}, {@code tele/…/LWT}. */
  TASMOTA("tasmota"),
  /** Shelly Gen2 and later: {@code …/status/switch:0}, {@code …/events/rpc}, {@code …/online}. */
  SHELLY("shelly"),
  /** Zigbee2MQTT's state of a plug, and its availability. */
  ZIGBEE2MQTT("zigbee2mqtt"),
  /** ChirpStack v4 uplinks of parking sensors. */
  CHIRPSTACK("chirpstack"),
  /** Sensor.Community's air JSON, push and API form. */
  SENSOR_COMMUNITY("sensor-community");

  private final String label;

  Format(String label) {
    this.label = label;
  }

  /** As it is written in configuration and on command lines. */
  public String label() {
    return label;
  }

  /** The format written like this. */
  public static Optional<Format> labelled(String label) {
    return Arrays.stream(values()).filter(format -> format.label.equals(label)).findFirst();
  }

  /** Every label. */
  public static List<String> all() {
    return Arrays.stream(values()).map(Format::label).toList();
  }

  /** Every label, for saying what is accepted. */
  public static String labels() {
    return String.join(", ", all());
  }
}
