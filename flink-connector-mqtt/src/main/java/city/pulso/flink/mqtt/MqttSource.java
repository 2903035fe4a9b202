package city.pulso.flink.mqtt;

import city.pulso.flink.mqtt.client.Subscriber;
import city.pulso.flink.mqtt.enumerator.MqttEnumeratorState;
import city.pulso.flink.mqtt.enumerator.MqttEnumeratorStateSerializer;
import city.pulso.flink.mqtt.enumerator.MqttSplitEnumerator;
import city.pulso.flink.mqtt.reader.MqttSourceReader;
import city.pulso.flink.mqtt.split.MqttSplit;
import city.pulso.flink.mqtt.split.MqttSplitSerializer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads MQTT 5 topics, at least once.
 *
 * <p>The promise: with a persistent session and checkpoints, every QoS 1 message that the broker
 * has taken for the session reaches a completed checkpoint, because its PUBACK is released only
 * then. The price: duplicates after a recovery or a reconnect, and per subscriber no more than
 * Receive Maximum messages between two completed checkpoints; beyond that the broker waits.
 */
public final class MqttSource<T>
    implements Source<T, MqttSplit, MqttEnumeratorState>, ResultTypeQueryable<T> {
  private static final long serialVersionUID = 1;

  private final MqttSourceConfig<T> config;

  MqttSource(MqttSourceConfig<T> config) {
    this.config = config;
  }

  public static <T> MqttSourceBuilder<T> builder() {
    return new MqttSourceBuilder<>();
  }

  @Override
  public Boundedness getBoundedness() {
    return bounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<T, MqttSplit> createReader(SourceReaderContext context) {
    return new MqttSourceReader<>(config, Subscriber.overHiveMq(), context, System::nanoTime);
  }

  @Override
  public SplitEnumerator<MqttSplit, MqttEnumeratorState> createEnumerator(
      SplitEnumeratorContext<MqttSplit> context) {
    return new MqttSplitEnumerator(context, config.subscribers(), bounded(), null);
  }

  @Override
  public SplitEnumerator<MqttSplit, MqttEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<MqttSplit> context, MqttEnumeratorState state) {
    return new MqttSplitEnumerator(context, config.subscribers(), bounded(), state);
  }

  @Override
  public SimpleVersionedSerializer<MqttSplit> getSplitSerializer() {
    return new MqttSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<MqttEnumeratorState> getEnumeratorCheckpointSerializer() {
    return new MqttEnumeratorStateSerializer();
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return config.deserializer().getProducedType();
  }

  private boolean bounded() {
    return config.endWhenIdle() != null;
  }
}
