package city.pulso.simulator.device;

import com.google.protobuf.ByteString;

/**
 * One message of one device to its gateway.
 *
 * @param gateway registry id of the gateway
 * @param device registry id of the device; messages of one device keep their order
 * @param dueMs city time at which the device sends it, Unix milliseconds
 * @param encoding what the bytes are and which way they go
 * @param payload the bytes
 * @param readings how many readings they carry
 */
public record DeviceMessage(
    String gateway,
    String device,
    long dueMs,
    Encoding encoding,
    ByteString payload,
    int readings) {

  /** What a device speaks. */
  public enum Encoding {
    /** {@code DeviceReport} protobuf, CoAP POST, Content-Format 42. */
    COAP_PROTOBUF,
    /** SenML JSON (RFC 8428), CoAP POST, Content-Format 110. */
    COAP_SENML_JSON,
    /** Tasmota telemetry, MQTT topic {@code local/{gateway}/tele/{device}/SENSOR}. */
    MQTT_TASMOTA,
    /** {@code DeviceReport} protobuf, MQTT topic {@code local/{gateway}/pulso/{device}}. */
    MQTT_PROTOBUF;

    boolean overCoap() {
      return this == COAP_PROTOBUF || this == COAP_SENML_JSON;
    }
  }

  /** MQTT Topic Name it is published on; CoAP messages have none. */
  String topic() {
    return switch (encoding) {
      case MQTT_TASMOTA -> "local/" + gateway + "/tele/" + device + "/SENSOR";
      case MQTT_PROTOBUF -> "local/" + gateway + "/pulso/" + device;
      case COAP_PROTOBUF, COAP_SENML_JSON ->
          throw new IllegalStateException(encoding + " does not travel by MQTT");
    };
  }
}
