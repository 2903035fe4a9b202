package city.pulso.flink.mqtt.enumerator;

import city.pulso.flink.mqtt.split.MqttSplit;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * What the enumerator remembers.
 *
 * @param subscribers number of splits, fixed when the job first starts; 0 = not started yet
 * @param unassigned splits no reader has
 */
@Internal
public record MqttEnumeratorState(int subscribers, List<MqttSplit> unassigned) {
  public MqttEnumeratorState {
    unassigned = List.copyOf(unassigned);
  }
}
