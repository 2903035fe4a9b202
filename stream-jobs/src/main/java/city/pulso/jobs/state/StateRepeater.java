package city.pulso.jobs.state;

import java.time.Duration;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Tells the latest state of everything again, soon after a start and every five minutes: a broker
 * that kept it in memory alone may have lost it meanwhile, and what changes a few times a day would
 * be shown as never heard until then. For states that are made when something changes; a station of
 * air says its own anew with every reading and needs no more.
 *
 * <p>Keyed by {@link #key}. State "newest", cleared when the thing is removed. A state made after
 * the last checkpoint of a killed job is told once more in its older version, and then again as
 * what was not acknowledged comes anew.
 *
 * <p>Real time, not event time: what is waited for is a broker, not the city.
 */
public final class StateRepeater extends AbstractStreamOperator<StateMessage>
    implements OneInputStreamOperator<StateMessage, StateMessage> {
  /** Savepoints find this operator by its uid and its state by name: neither is ever renamed. */
  public static final String UID = "states-again";

  static final Duration AFTER_START = Duration.ofSeconds(2);
  static final Duration AGAIN = Duration.ofMinutes(5);

  private static final long serialVersionUID = 1L;
  private static final ValueStateDescriptor<StateMessage> NEWEST =
      new ValueStateDescriptor<>("newest", StateMessage.TYPE);

  private transient ValueState<StateMessage> newest;

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  private StateRepeater() {}

  /** The states, and each of them again for as long as nothing newer has come. */
  public static DataStream<StateMessage> attach(DataStream<StateMessage> states) {
    return states
        .keyBy(StateRepeater::key, Types.STRING)
        .transform("States told again", StateMessage.TYPE, new StateRepeater())
        .uid(UID)
        .name("States told again");
  }

  static StateRepeater create() {
    return new StateRepeater();
  }

  static String key(StateMessage state) {
    return state.kind() + "/" + state.id();
  }

  @Override
  public void open() throws Exception {
    super.open();
    newest = getPartitionedState(VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, NEWEST);
    tellIn(AFTER_START);
  }

  @Override
  public void processElement(StreamRecord<StateMessage> element) throws Exception {
    StateMessage state = element.getValue();
    if (state.json().isEmpty()) {
      newest.clear();
    } else {
      newest.update(state);
    }
    output.collect(element);
  }

  private void tellIn(Duration wait) {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    getProcessingTimeService()
        .registerTimer(
            now + wait.toMillis(),
            time -> {
              tellAll();
              tellIn(AGAIN);
            });
  }

  private void tellAll() throws Exception {
    this.<String>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            NEWEST,
            (key, state) -> output.collect(new StreamRecord<>(state.value())));
  }
}
