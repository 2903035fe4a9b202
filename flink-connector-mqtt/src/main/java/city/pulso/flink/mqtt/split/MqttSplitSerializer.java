package city.pulso.flink.mqtt.split;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Version 1: subscriber (int), number of Topic Filters (int), each as {@link
 * java.io.DataOutput#writeUTF modified UTF-8}. Reads every version ever written.
 */
@Internal
public final class MqttSplitSerializer implements SimpleVersionedSerializer<MqttSplit> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(MqttSplit split) throws IOException {
    var out = new DataOutputSerializer(128);
    write(split, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public MqttSplit deserialize(int version, byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "split of version " + version + " is not known; this release reads version " + VERSION);
    }
    return read(new DataInputDeserializer(serialized));
  }

  /** Writes the current version, without its number. */
  public static void write(MqttSplit split, DataOutputView out) throws IOException {
    out.writeInt(split.subscriber());
    out.writeInt(split.subscribed().size());
    for (String topicFilter : split.subscribed()) {
      out.writeUTF(topicFilter);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static MqttSplit read(DataInputView in) throws IOException {
    int subscriber = in.readInt();
    int filters = in.readInt();
    List<String> subscribed = new ArrayList<>();
    for (int i = 0; i < filters; i++) {
      subscribed.add(in.readUTF());
    }
    return new MqttSplit(subscriber, subscribed);
  }
}
