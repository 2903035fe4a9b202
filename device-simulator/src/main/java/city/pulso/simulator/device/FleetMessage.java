package city.pulso.simulator.device;

import com.google.protobuf.ByteString;

/**
 * One message of a fleet's device.
 *
 * @param device registry id
 * @param nat behind which NAT the device is, from 0
 * @param format what the bytes are
 * @param topic MQTT Topic Name; empty: by CoAP
 * @param payload the bytes
 */
public record FleetMessage(
    String device, int nat, FleetFormat format, String topic, ByteString payload) {

  /** Whether it goes by CoAP. */
  public boolean overCoap() {
    return topic.isEmpty();
  }
}
