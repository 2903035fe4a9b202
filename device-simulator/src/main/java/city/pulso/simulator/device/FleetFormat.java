package city.pulso.simulator.device;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a device of a fleet speaks: every format an agent reads. */
public enum FleetFormat {
  /** {@code pulso.v1.DeviceReport}. */
  PULSO(42, "pulso/%s"),
  /** SenML JSON (RFC 8428). */
  SENML_JSON(110, "senml-json/%s"),
  /** SenML CBOR (RFC 8428). */
  SENML_CBOR(112, "senml-cbor/%s"),
  /** Tasmota's {@code SENSOR} telemetry. */
  TASMOTA(-1, "tele/%s/SENSOR"),
  /** Shelly Gen2 switch status. */
  SHELLY(-1, "%s/status/switch:0"),
  /** A plug behind Zigbee2MQTT. */
  ZIGBEE2MQTT(-1, "zigbee2mqtt/%s"),
  /** A Bosch parking sensor behind ChirpStack v4. */
  CHIRPSTACK(-1, "application/sim/device/%s/event/up"),
  /** The push of a Sensor.Community module. */
  SENSOR_COMMUNITY(-1, "sensor-community/%s");

  private final int contentFormat;
  private final String topic;

  FleetFormat(int contentFormat, String topic) {
    this.contentFormat = contentFormat;
    this.topic = topic;
  }

  /** As an agent's configuration names it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether CoAP carries it; MQTT carries all. */
  public boolean overCoap() {
    return contentFormat >= 0;
  }

  /** CoAP Content-Format; -1: none. */
  int contentFormat() {
    return contentFormat;
  }

  /** MQTT Topic Name of a device. */
  public String topic(String device) {
    return String.format(Locale.ROOT, topic, device);
  }

  /**
   * Reads {@code pulso,senml-cbor}, or {@code all}.
   *
   * @throws IllegalArgumentException naming what is not accepted, and what is
   */
  public static Set<FleetFormat> parse(String text) {
    if (text.strip().equals("all")) {
      return EnumSet.allOf(FleetFormat.class);
    }
    Set<FleetFormat> chosen = EnumSet.noneOf(FleetFormat.class);
    for (String each : text.split(",", -1)) {
      FleetFormat found = null;
      for (FleetFormat format : values()) {
        found = format.label().equals(each.strip()) ? format : found;
      }
      if (found == null) {
        throw new IllegalArgumentException(
            "'" + each.strip() + "' is no format; use all, or some of " + labels());
      }
      chosen.add(found);
    }
    return chosen;
  }

  private static String labels() {
    return EnumSet.allOf(FleetFormat.class).stream()
        .map(FleetFormat::label)
        .collect(Collectors.joining(", "));
  }
}
