package city.pulso.simulator.device;

import com.google.protobuf.ByteString;

/**
 * One message of a fleet's device.
 *
 * @param device registry id
 * @param nat behind which NAT the device is, from 0
 * @param encoding what the bytes are and which way they go
 * @param topic MQTT Topic Name; empty: by CoAP
 * @param payload the bytes
 */
public record FleetMessage(
    String device, int nat, DeviceMessage.Encoding encoding, String topic, ByteString payload) {

  /** Whether it goes by CoAP. */
  public boolean overCoap() {
    return encoding.overCoap();
  }
}
