package city.pulso.flink.mqtt;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.RuntimeContextInitializationContextAdapters;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads raw messages in an operator of its own, which, unlike a source, has a side output: what
 * cannot be read goes to {@link #DEAD_LETTERS} with its topic, the time and the reason, and is
 * counted in {@code deadLetters}. A message is acknowledged when the checkpoint that contains its
 * records, or its dead letter, completes.
 *
 * <p>Keeps no state.
 */
public final class ReadOrDeadLetter<T> extends ProcessFunction<MqttMessage, T>
    implements ResultTypeQueryable<T> {
  /** The side output. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("mqtt-dead-letters", TypeInformation.of(DeadLetter.class));

  private static final long serialVersionUID = 1;

  private final MqttDeserializationSchema<T> schema;
  private final Clock clock;
  // Replaced in open(), where the operator runs.
  private transient List<T> records = new ArrayList<>();
  private transient Counter deadLetters = new SimpleCounter();

  /**
   * @param clock time stamps of dead letters; serializable
   */
  public ReadOrDeadLetter(MqttDeserializationSchema<T> schema, Clock clock) {
    this.schema = schema;
    this.clock = clock;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    records = new ArrayList<>();
    deadLetters = getRuntimeContext().getMetricGroup().counter("deadLetters");
    schema.open(
        RuntimeContextInitializationContextAdapters.deserializationAdapter(getRuntimeContext()));
  }

  @Override
  public void processElement(MqttMessage message, Context context, Collector<T> out)
      throws Exception {
    records.clear();
    try {
      schema.deserialize(message, new ListCollector<>(records));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      deadLetters.inc();
      context.output(DEAD_LETTERS, new DeadLetter(message, clock.instant(), DeadLetter.reason(e)));
      return;
    }
    records.forEach(out::collect);
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return schema.getProducedType();
  }
}
