package city.pulso.jobs.hot;

import org.apache.flink.streaming.api.operators.KeyContext;

/** A keyed function that keeps {@link HotValues}. */
public interface HotFunction {
  /** Called before {@code open}. */
  void keys(KeyContext keys);

  /** Called before every snapshot: {@link HotValues#writeBack()}. */
  void writeBack() throws Exception;
}
