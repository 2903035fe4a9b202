package city.pulso.edge.mqtt;

import city.pulso.edge.config.Problems;
import city.pulso.edge.decode.Format;

/**
 * What a Topic Filter of the local broker carries.
 *
 * @param filter Topic Filter (MQTT 5.0, 4.7)
 * @param format how the payload is read
 * @param deviceLevel which level of the topic is the device id, counted from 1; 0: the payload
 *     names it
 */
public record TopicMapping(String filter, Format format, int deviceLevel) {
  public TopicMapping {
    new Problems("local-broker.topics")
        .check(!filter.isBlank() && filter.length() < 256, "filter", filter, "a Topic Filter")
        .check(deviceLevel >= 0 && deviceLevel <= 16, "device-level", deviceLevel, "0 to 16")
        .throwIfAny();
  }
}
