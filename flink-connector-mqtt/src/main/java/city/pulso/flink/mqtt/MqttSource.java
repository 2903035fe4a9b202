package city.pulso.flink.mqtt;

import city.pulso.flink.mqtt.enumerator.MqttEnumeratorState;
import city.pulso.flink.mqtt.split.MqttSplit;
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
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<T, MqttSplit> createReader(SourceReaderContext context) {
    throw new UnsupportedOperationException("reader");
  }

  @Override
  public SplitEnumerator<MqttSplit, MqttEnumeratorState> createEnumerator(
      SplitEnumeratorContext<MqttSplit> context) {
    throw new UnsupportedOperationException("enumerator");
  }

  @Override
  public SplitEnumerator<MqttSplit, MqttEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<MqttSplit> context, MqttEnumeratorState state) {
    throw new UnsupportedOperationException("enumerator");
  }

  @Override
  public SimpleVersionedSerializer<MqttSplit> getSplitSerializer() {
    throw new UnsupportedOperationException("split serializer");
  }

  @Override
  public SimpleVersionedSerializer<MqttEnumeratorState> getEnumeratorCheckpointSerializer() {
    throw new UnsupportedOperationException("state serializer");
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return config.deserializer().getProducedType();
  }
}
