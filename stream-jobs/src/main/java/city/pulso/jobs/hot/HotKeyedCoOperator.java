package city.pulso.jobs.hot;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;

/**
 * Runs a function that keeps {@link HotValues}, and has them written back before every snapshot.
 */
public final class HotKeyedCoOperator<K, IN1, IN2, OUT>
    extends KeyedCoProcessOperator<K, IN1, IN2, OUT> {
  private static final long serialVersionUID = 1L;

  private final HotFunction hot;

  private HotKeyedCoOperator(KeyedCoProcessFunction<K, IN1, IN2, OUT> function, HotFunction hot) {
    super(function);
    this.hot = hot;
  }

  /** The operator of this function. */
  public static <K, IN1, IN2, OUT, F extends KeyedCoProcessFunction<K, IN1, IN2, OUT> & HotFunction>
      HotKeyedCoOperator<K, IN1, IN2, OUT> of(F function) {
    return new HotKeyedCoOperator<>(function, function);
  }

  @Override
  public void open() throws Exception {
    hot.keys(this);
    super.open();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    hot.writeBack();
    super.snapshotState(context);
  }
}
