package city.pulso.jobs.ingest;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.counters.Tally;
import city.pulso.schemas.v1.RegistryEntry;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From registry messages to changes: what repeats the last one, as after every reconnect, is
 * dropped. Keyed by topic, parallelism 1.
 *
 * <p>Keyed state: "entry" (bytes of the last entry), cleared when the entry is removed.
 */
final class RegistryChanges extends KeyedProcessFunction<String, MqttMessage, SubjectChange> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RegistryChanges.class);
  private static final byte[] NOTHING = new byte[0];
  private static final String PREFIX = "pulso/v1/registry/";

  private transient ValueState<byte @Nullable []> entry;
  private transient Tally refused;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  RegistryChanges() {}

  @Override
  public void open(OpenContext context) {
    entry =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "entry", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    refused = Tally.of(getRuntimeContext(), "registry-messages-refused");
  }

  @Override
  public void processElement(MqttMessage message, Context context, Collector<SubjectChange> out)
      throws Exception {
    byte[] known = entry.value();
    byte[] payload = message.payload();
    if (known != null && Arrays.equals(known, payload)) {
      return;
    }
    String[] levels =
        message.topic().startsWith(PREFIX)
            ? message.topic().substring(PREFIX.length()).split("/", -1)
            : new String[0];
    if (levels.length != 2) {
      refuse(message, "topic: not accepted; use " + PREFIX + "{kind}/{id}");
    } else if (payload.length == 0) {
      if (known != null) {
        entry.clear();
        out.collect(new SubjectChange(levels[0], levels[1], known, NOTHING));
      }
    } else if (readable(message, levels[0], levels[1])) {
      entry.update(payload);
      out.collect(
          new SubjectChange(levels[0], levels[1], known == null ? NOTHING : known, payload));
    }
  }

  private boolean readable(MqttMessage message, String kind, String id) {
    try {
      RegistryEntry parsed = RegistryEntry.parseFrom(message.payload());
      if (!parsed.getEntryCase().name().toLowerCase(Locale.ROOT).equals(kind)) {
        refuse(message, "entry: is of kind " + parsed.getEntryCase() + ", not " + kind);
        return false;
      }
      if (!RegistryIndex.id(parsed).equals(id)) {
        refuse(message, "id: differs from the topic's " + id);
        return false;
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      refuse(message, "payload: no RegistryEntry: " + e.getMessage());
      return false;
    }
  }

  private void refuse(MqttMessage message, String reason) {
    refused.increment();
    LOG.warn("{}: {}", message.topic(), reason);
  }
}
