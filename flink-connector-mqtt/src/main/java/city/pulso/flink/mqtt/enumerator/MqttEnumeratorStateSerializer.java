package city.pulso.flink.mqtt.enumerator;

import city.pulso.flink.mqtt.split.MqttSplit;
import city.pulso.flink.mqtt.split.MqttSplitSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Version 1: subscribers (int), number of unassigned splits (int), each as {@link
 * MqttSplitSerializer} version 1. Reads every version ever written.
 */
@Internal
public final class MqttEnumeratorStateSerializer
    implements SimpleVersionedSerializer<MqttEnumeratorState> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(MqttEnumeratorState state) throws IOException {
    var out = new DataOutputSerializer(128);
    out.writeInt(state.subscribers());
    out.writeInt(state.unassigned().size());
    for (MqttSplit split : state.unassigned()) {
      MqttSplitSerializer.write(split, out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public MqttEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "enumerator state of version "
              + version
              + " is not known; this release reads version "
              + VERSION);
    }
    var in = new DataInputDeserializer(serialized);
    int subscribers = in.readInt();
    int splits = in.readInt();
    List<MqttSplit> unassigned = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      unassigned.add(MqttSplitSerializer.read(in));
    }
    return new MqttEnumeratorState(subscribers, unassigned);
  }
}
