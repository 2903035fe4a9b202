package city.pulso.jobs.state;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Of the states of one thing that come within {@link #PERIOD} only the newest goes on: nobody could
 * have read the others. Chained to what makes the states, so that those it replaces are never even
 * written as JSON.
 *
 * <p>No state: what waits goes on before a checkpoint's barrier, so it is published before the
 * checkpoint completes. Bounded by the number of things that change within a period, and by {@link
 * #MOST}.
 */
public final class LatestStates extends AbstractStreamOperator<StateMessage>
    implements OneInputStreamOperator<StateMessage, StateMessage> {
  /** Real time for which a state waits at most for a newer one. */
  static final Duration PERIOD = Duration.ofMillis(500);

  /** As many things as may wait; then all of them go on. */
  static final int MOST = 20_000;

  private static final long serialVersionUID = 1L;

  private transient Map<Thing, StateMessage> waiting;
  private transient boolean timerSet;

  /** What a state is about. */
  private record Thing(String kind, String id) {}

  @SuppressWarnings("NullAway.Init") // transient fields are set by open
  private LatestStates() {}

  /**
   * The newest of the states.
   *
   * @param uid of the operator, unique in the job
   */
  public static DataStream<StateMessage> of(DataStream<StateMessage> states, String uid) {
    return states
        .transform("Latest states", StateMessage.TYPE, new LatestStates())
        .uid(uid)
        .name("Latest states");
  }

  static LatestStates create() {
    return new LatestStates();
  }

  @Override
  public void open() throws Exception {
    super.open();
    waiting = new LinkedHashMap<>();
  }

  @Override
  public void processElement(StreamRecord<StateMessage> element) {
    StateMessage state = element.getValue();
    waiting.put(new Thing(state.kind(), state.id()), state);
    if (waiting.size() >= MOST) {
      passOn();
    } else if (!timerSet) {
      timerSet = true;
      long now = getProcessingTimeService().getCurrentProcessingTime();
      getProcessingTimeService()
          .registerTimer(
              now + PERIOD.toMillis(),
              time -> {
                timerSet = false;
                passOn();
              });
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    passOn();
  }

  @Override
  public void finish() throws Exception {
    passOn();
    super.finish();
  }

  private void passOn() {
    for (StateMessage state : waiting.values()) {
      output.collect(new StreamRecord<>(state));
    }
    waiting.clear();
  }
}
