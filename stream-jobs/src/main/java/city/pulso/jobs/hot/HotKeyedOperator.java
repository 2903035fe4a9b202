package city.pulso.jobs.hot;

import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;

/**
 * Runs a function that keeps {@link HotValues}, and has them written back before every snapshot.
 */
public final class HotKeyedOperator<K, IN, OUT> extends KeyedProcessOperator<K, IN, OUT> {
  private static final long serialVersionUID = 1L;

  private final HotFunction hot;

  private HotKeyedOperator(KeyedProcessFunction<K, IN, OUT> function, HotFunction hot) {
    super(function);
    this.hot = hot;
  }

  /** The operator of this function. */
  public static <K, IN, OUT, F extends KeyedProcessFunction<K, IN, OUT> & HotFunction>
      HotKeyedOperator<K, IN, OUT> of(F function) {
    return new HotKeyedOperator<>(function, function);
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
