package city.pulso.edge.conform;

/** What is judged, and who says so. */
public enum Rule {
  COAP_READABLE("coap.readable", "every datagram is a CoAP message", "RFC 7252, 3"),
  COAP_OPTIONS(
      "coap.options", "no critical option that the agent does not know", "RFC 7252, 5.4.1"),
  COAP_PATH("coap.path", "telemetry is a POST to /t", "edge-agent README, For devices"),
  COAP_CONTENT_FORMAT(
      "coap.content-format",
      "Content-Format is 110, 112 or 42",
      "RFC 7252, 5.10.3; edge-agent README, For devices"),
  COAP_CONFIRMABLE(
      "coap.confirmable", "telemetry is Confirmable, or losing it is not noticed", "RFC 7252, 4.2"),
  COAP_MESSAGE_ID(
      "coap.message-id",
      "a Message ID is not used for something else within 247 s",
      "RFC 7252, 4.4 and 4.8.2"),
  COAP_RETRANSMISSION(
      "coap.retransmission",
      "repeated after 2 s or more, then twice as long, at most 4 times",
      "RFC 7252, 4.2 and 4.8"),
  COAP_SIZE(
      "coap.size",
      "at most 1024 bytes of payload in a datagram; more goes block-wise",
      "RFC 7252, 4.6; RFC 7959"),
  COAP_BACK_OFF(
      "coap.back-off", "after 5.03 the device waits for Max-Age", "RFC 7252, 5.9.3.4 and 5.10.5"),
  COAP_ANSWERED(
      "coap.answered",
      "what was not answered is repeated, and in the end answered",
      "RFC 7252, 4.2"),
  COAP_ACKNOWLEDGES(
      "coap.acknowledges",
      "a Confirmable answer or notification is acknowledged, or reset when it is not wanted",
      "RFC 7252, 4.2; RFC 7641, 3.6 and 4.5"),
  MQTT_READABLE(
      "mqtt.readable", "what the device sends is MQTT 3.1.1 or 5", "MQTT 3.1.1, 2; MQTT 5.0, 2"),
  MQTT_TOPIC(
      "mqtt.topic",
      "messages go to topics that a mapping names",
      "edge-agent README, local-broker.topics"),
  MQTT_QOS("mqtt.qos", "telemetry has QoS 1 or 2, or losing it is not noticed", "MQTT 5.0, 4.3"),
  MQTT_RETAIN(
      "mqtt.retain",
      "telemetry is not retained: what is retained is never taken for a report",
      "MQTT 5.0, 3.3.1.3; edge-agent README, For devices"),
  DISCOVERY(
      "device.discovery", "/.well-known/core answers in link format", "RFC 7252, 7.2; RFC 6690, 4"),
  PAYLOAD_READABLE(
      "payload.readable",
      "the payload can be read in its format",
      "RFC 8428, 4 to 6; device_report.proto"),
  PAYLOAD_ACCEPTED(
      "payload.accepted",
      "known units, finite numbers, ids as registered; ranges are the city's quality control's to judge",
      "edge-agent README, For devices"),
  PAYLOAD_ONE_DEVICE(
      "payload.one-device", "a message speaks for one device", "device_report.proto, DeviceReport"),
  PAYLOAD_BASE_NAME(
      "payload.base-name",
      "SenML names are unique in the world, as urn:dev: is",
      "RFC 8428, 4.5.1"),
  PAYLOAD_SECONDARY_UNITS(
      "payload.secondary-units",
      "a pack with secondary units (ug/m3, hPa ...) says bver 26",
      "RFC 9100, 4"),
  TIME_KNOWN(
      "time.known",
      "readings carry the device's clock or its time since boot",
      "edge-agent README, Time"),
  TIME_RIGHT(
      "time.right",
      "the clock is right: not ahead of the gateway's, not a week behind",
      "device_report.proto; edge-agent README, Time"),
  SEQUENCE_PRESENT(
      "sequence.present",
      "reports carry a boot id and a sequence, so that repeats are known",
      "device_report.proto, DeviceReading.sequence"),
  SEQUENCE_GROWS(
      "sequence.grows",
      "the sequence grows by one, and begins anew only with a new boot id",
      "device_report.proto, DeviceReading.sequence"),
  VALUES_LIVE(
      "values.live",
      "values change: ten equal readings in a row are a stuck sensor",
      "Pulso, firmware advice");

  private final String id;
  private final String text;
  private final String source;

  Rule(String id, String text, String source) {
    this.id = id;
    this.text = text;
    this.source = source;
  }

  /** As the report names it. */
  public String id() {
    return id;
  }

  /** What is asked for. */
  public String text() {
    return text;
  }

  /** Who asks for it: standard and section. */
  public String source() {
    return source;
  }
}
