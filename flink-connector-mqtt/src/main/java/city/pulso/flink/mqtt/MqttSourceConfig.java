package city.pulso.flink.mqtt;

import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * What a source was built with; checked by {@link MqttSourceBuilder}, whose setters explain each.
 *
 * @param subscribers 0 = as many as readers when the job first starts
 * @param endWhenIdle null = never
 */
@Internal
public record MqttSourceConfig<T>(
    MqttConnectionOptions connection,
    List<String> topicFilters,
    @Nullable String sharedGroup,
    String clientId,
    int subscribers,
    SessionMode session,
    Duration sessionExpiry,
    Acknowledgement acknowledgement,
    int receiveMaximum,
    int maximumPacketSize,
    int largestPayload,
    @Nullable Duration endWhenIdle,
    MqttDeserializationSchema<T> deserializer,
    DeadLetterHandler<T> deadLetters,
    Clock clock)
    implements Serializable {

  /** Topic Filters as they are subscribed, with the {@code $share} prefix where there is one. */
  public List<String> subscriptions() {
    return sharedGroup == null
        ? topicFilters
        : topicFilters.stream().map(filter -> "$share/" + sharedGroup + "/" + filter).toList();
  }

  /** Client id of a subscriber: stable, so that its session is found again. */
  public String clientId(int subscriber) {
    return clientId + "-" + subscriber;
  }
}
