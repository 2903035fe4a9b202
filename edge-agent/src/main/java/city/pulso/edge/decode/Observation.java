package city.pulso.edge.decode;

import city.pulso.schemas.v1.Reading;

/**
 * One observation as decoded, not yet judged.
 *
 * @param content body, device sequence, signal strength and battery; device and times are not set
 *     yet
 * @param bootId differs between two boots of the device; 0 = the device cannot tell. Together with
 *     the device's sequence it names the reading once and for all
 * @param messageId names the message once and for all, given by a network in between; empty: none.
 *     A message that has one carries one observation of a device
 */
public record Observation(
    String device, ObservedAt at, Reading content, long bootId, String messageId) {
  /** Of a device that does not tell its boots apart. */
  Observation(String device, ObservedAt at, Reading content) {
    this(device, at, content, 0, "");
  }
}
