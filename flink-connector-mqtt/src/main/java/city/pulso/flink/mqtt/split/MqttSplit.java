package city.pulso.flink.mqtt.split;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One subscriber: one client id with one session at the broker. A split has no position; what it
 * has not acknowledged is kept by the broker.
 *
 * @param subscriber 0 … subscribers - 1; with the prefix it makes the client id, so the session is
 *     found again wherever the split goes
 * @param subscribed Topic Filters, with their {@code $share} prefix, that the session was given
 *     last; what the source no longer wants of them is unsubscribed
 */
@Internal
public record MqttSplit(int subscriber, List<String> subscribed) implements SourceSplit {
  public MqttSplit {
    subscribed = List.copyOf(subscribed);
  }

  @Override
  public String splitId() {
    return "subscriber-" + subscriber;
  }
}
