package city.pulso.edge.decode;

import city.pulso.schemas.v1.Domain;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a device sent, as it came in.
 *
 * @param payload the body
 * @param topic Topic Name; empty when it came by CoAP
 * @param device device id as the topic names it; null: the payload names it
 * @param receivedMs reception, gateway's clock, Unix milliseconds; stamped once
 * @param domains domain of a device in the gateway's registry entry, null when it is not there
 */
public record Message(
    byte[] payload,
    String topic,
    @Nullable String device,
    long receivedMs,
    Function<String, @Nullable Domain> domains) {

  /**
   * The device id the topic names, for a format that cannot name it in the payload.
   *
   * @throws DecodeException when it names none
   */
  String topicDevice() throws DecodeException {
    return topicDevice("the topic names it in this format");
  }

  /**
   * The device id the topic names.
   *
   * @param inPayload how a payload of this format names it
   * @throws DecodeException when it names none
   */
  String topicDevice(String inPayload) throws DecodeException {
    String named = device;
    if (named == null) {
      throw new DecodeException(
          "nothing names the device; "
              + inPayload
              + " (over MQTT: a topic mapping with device-level; with decode: --device)");
    }
    return named;
  }

  /** The topic ends with these levels. */
  boolean endsWith(String... levels) {
    List<String> all = List.of(topic.split("/", -1));
    return all.size() >= levels.length
        && all.subList(all.size() - levels.length, all.size()).equals(List.of(levels));
  }
}
