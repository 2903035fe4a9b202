package city.pulso.jobs.ingest;

import city.pulso.flink.mqtt.MqttMessage;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Passes the newest manifest on when it has been quiet for a while: MQTT does not say in which
 * order retained messages come, and what comes with the manifest must be heard before it is judged.
 * Keyed by topic, which is one, parallelism 1.
 *
 * <p>Keyed state: "pending", "due-ms"; cleared when the manifest is passed on.
 */
final class RegistryManifests extends KeyedProcessFunction<String, MqttMessage, MqttMessage> {
  /** Real time between the arrival of a manifest and its use. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long serialVersionUID = 1L;

  private transient ValueState<byte @Nullable []> pending;
  private transient ValueState<@Nullable Long> dueMs;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  RegistryManifests() {}

  @Override
  public void open(OpenContext context) {
    pending =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "pending", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    dueMs = getRuntimeContext().getState(new ValueStateDescriptor<>("due-ms", Types.LONG));
  }

  @Override
  public void processElement(MqttMessage message, Context context, Collector<MqttMessage> out)
      throws Exception {
    if (message.payload().length == 0) {
      return; // no manifest says nothing about entries
    }
    long due = context.timerService().currentProcessingTime() + PATIENCE.toMillis();
    pending.update(message.payload());
    dueMs.update(due);
    context.timerService().registerProcessingTimeTimer(due);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<MqttMessage> out)
      throws Exception {
    Long due = dueMs.value();
    byte[] manifest = pending.value();
    if (due != null && manifest != null && timestamp >= due) {
      pending.clear();
      dueMs.clear();
      out.collect(new MqttMessage(context.getCurrentKey(), manifest, true));
    }
  }
}
