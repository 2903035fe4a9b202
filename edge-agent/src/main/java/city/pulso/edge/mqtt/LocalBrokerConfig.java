package city.pulso.edge.mqtt;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.Problems;
import java.util.List;

/**
 * @param broker the local broker
 * @param topics at least one mapping; the first whose filter matches a topic decides
 * @param maxPayload largest message body, bytes
 */
public record LocalBrokerConfig(BrokerAddress broker, List<TopicMapping> topics, int maxPayload) {
  public LocalBrokerConfig {
    topics = List.copyOf(topics);
    new Problems("local-broker")
        .check(!topics.isEmpty(), "topics", "[]", "at least one mapping")
        .check(
            maxPayload >= 64 && maxPayload <= 1 << 20, "max-payload", maxPayload, "64 to 1048576")
        .throwIfAny();
  }

  /** The same with 16 KiB messages. */
  public LocalBrokerConfig(BrokerAddress broker, List<TopicMapping> topics) {
    this(broker, topics, 16384);
  }
}
