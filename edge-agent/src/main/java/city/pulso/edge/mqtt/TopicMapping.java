package city.pulso.edge.mqtt;

import city.pulso.edge.config.Problems;
import city.pulso.edge.decode.Format;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a Topic Filter of the local broker carries.
 *
 * @param filter Topic Filter (MQTT 5.0, 4.7)
 * @param format how the payload is read
 * @param deviceLevel which level of the topic is the device id, counted from 1; 0: the payload
 *     names it
 */
public record TopicMapping(String filter, Format format, int deviceLevel) {
  /** Wildcards stand for whole levels, # for the last ones (MQTT 5.0, 4.7.1). */
  private static final Pattern FILTER =
      Pattern.compile("(([^+#/\\x00]*|\\+)/)*([^+#/\\x00]+|\\+|#|(?<=/))");

  public TopicMapping {
    new Problems("local-broker.topics")
        .check(
            filter.length() < 256 && FILTER.matcher(filter).matches(),
            "filter",
            filter,
            "a Topic Filter, + for a whole level and # for the last, for example tele/+/SENSOR")
        .check(
            deviceLevel >= 0 && deviceLevel <= levels(filter),
            "device-level",
            deviceLevel,
            "0 to " + levels(filter) + ", the levels of '" + filter + "'")
        .throwIfAny();
  }

  /** Whether a Topic Name is under the filter. */
  public boolean matches(String topic) {
    return !topic.isEmpty() && MqttTopicFilter.of(filter).matches(MqttTopic.of(topic));
  }

  /** The device that the topic names; empty: the payload does. */
  public Optional<String> device(String topic) {
    String[] levels = topic.split("/", -1);
    return deviceLevel > 0 && deviceLevel <= levels.length
        ? Optional.of(levels[deviceLevel - 1])
        : Optional.empty();
  }

  /** Levels a topic may have under the filter, at most 16. */
  private static int levels(String filter) {
    return filter.endsWith("#") ? 16 : (int) filter.chars().filter(c -> c == '/').count() + 1;
  }
}
