package city.pulso.jobs.ingest;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.counters.Tally;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.RegistryManifest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From registry messages to changes: what repeats the last one, as after every reconnect, is
 * dropped. What was taken back while nobody listened has left no message, but is missing in the
 * registry's manifest. Keyed by topic, parallelism 1.
 *
 * <p>Keyed state: "entry" (bytes of the last entry), cleared when the entry is removed: by an empty
 * message, or because a manifest does not list it and the broker did not deliver it again either.
 */
final class RegistryChanges
    extends KeyedBroadcastProcessFunction<String, MqttMessage, MqttMessage, SubjectChange> {
  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("registry-dead-letters", TypeInformation.of(DeadLetter.class));

  /** Nothing is kept of a manifest; Flink asks for a description all the same. */
  static final MapStateDescriptor<String, String> MANIFEST =
      new MapStateDescriptor<>("manifest", Types.STRING, Types.STRING);

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(RegistryChanges.class);
  private static final byte[] NOTHING = new byte[0];
  private static final String PREFIX = "pulso/v1/registry/";
  private static final ValueStateDescriptor<byte[]> ENTRY =
      new ValueStateDescriptor<>("entry", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  /** An entry heard so shortly before belongs to the delivery the manifest came with. */
  private static final long SAME_DELIVERY_MS =
      RegistryManifests.PATIENCE.plus(Duration.ofSeconds(10)).toMillis();

  private transient ValueState<byte @Nullable []> entry;
  private transient Map<String, Long> heardMs;
  private transient Tally refused;
  private transient Tally missing;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  RegistryChanges() {}

  @Override
  public void open(OpenContext context) {
    entry = getRuntimeContext().getState(ENTRY);
    heardMs = new HashMap<>();
    refused = Tally.of(getRuntimeContext(), "registry-messages-refused");
    missing = Tally.of(getRuntimeContext(), "registry-entries-missed-going");
  }

  @Override
  public void processElement(
      MqttMessage message, ReadOnlyContext context, Collector<SubjectChange> out) throws Exception {
    if (message.topic().equals(Topics.REGISTRY_MANIFEST)) {
      return;
    }
    byte[] known = entry.value();
    byte[] payload = message.payload();
    if (payload.length == 0) {
      heardMs.remove(message.topic());
    } else {
      heardMs.put(message.topic(), context.currentProcessingTime());
    }
    if (known != null && Arrays.equals(known, payload)) {
      return;
    }
    String[] levels = levels(message.topic());
    if (levels.length != 2) {
      refuse(message, "topic: not accepted; use " + PREFIX + "{kind}/{id}", context);
    } else if (payload.length == 0) {
      if (known != null) {
        entry.clear();
        out.collect(new SubjectChange(levels[0], levels[1], known, NOTHING));
      }
    } else if (readable(message, levels[0], levels[1], context)) {
      entry.update(payload);
      out.collect(
          new SubjectChange(levels[0], levels[1], known == null ? NOTHING : known, payload));
    }
  }

  /** A manifest, some time after it came, so that what was delivered with it has been heard. */
  @Override
  public void processBroadcastElement(
      MqttMessage manifest, Context context, Collector<SubjectChange> out) throws Exception {
    Set<String> listed;
    try {
      listed = new HashSet<>(RegistryManifest.parseFrom(manifest.payload()).getEntriesList());
    } catch (InvalidProtocolBufferException e) {
      String reason = "payload: no RegistryManifest: " + e.getMessage();
      refused.increment();
      LOG.warn("{}: {}", manifest.topic(), reason);
      context.output(
          DEAD_LETTERS,
          DeadLetter.message("registry", manifest.topic(), manifest.payload(), reason));
      return;
    }
    long since = context.currentProcessingTime() - SAME_DELIVERY_MS;
    heardMs.values().removeIf(at -> at < since);
    context.applyToKeyedState(
        ENTRY,
        (topic, state) -> {
          byte[] known = state.value();
          if (known == null
              || listed.contains(topic.substring(PREFIX.length()))
              || heardMs.containsKey(topic)) {
            return;
          }
          state.clear();
          missing.increment();
          LOG.info("{}: taken back while this job was not listening", topic);
          String[] levels = levels(topic);
          out.collect(new SubjectChange(levels[0], levels[1], known, NOTHING));
        });
  }

  private static String[] levels(String topic) {
    return topic.startsWith(PREFIX)
        ? topic.substring(PREFIX.length()).split("/", -1)
        : new String[0];
  }

  private boolean readable(MqttMessage message, String kind, String id, ReadOnlyContext context) {
    try {
      RegistryEntry parsed = RegistryEntry.parseFrom(message.payload());
      if (!parsed.getEntryCase().name().toLowerCase(Locale.ROOT).equals(kind)) {
        refuse(message, "entry: is of kind " + parsed.getEntryCase() + ", not " + kind, context);
        return false;
      }
      if (!RegistryIndex.id(parsed).equals(id)) {
        refuse(message, "id: differs from the topic's " + id, context);
        return false;
      }
      return true;
    } catch (InvalidProtocolBufferException e) {
      refuse(message, "payload: no RegistryEntry: " + e.getMessage(), context);
      return false;
    }
  }

  private void refuse(MqttMessage message, String reason, ReadOnlyContext context) {
    refused.increment();
    LOG.warn("{}: {}", message.topic(), reason);
    context.output(
        DEAD_LETTERS, DeadLetter.message("registry", message.topic(), message.payload(), reason));
  }
}
