package city.pulso.jobs.hot;

/**
 * What one key's state is while it is in memory: reads keyed state at first use, collects changes,
 * writes them back. Its methods are called only while Flink's current key is its own.
 */
public interface HotValue {
  /** Whether there is anything to write back. */
  boolean changed();

  /** Puts every change into keyed state; unchanged is what it then holds. */
  void writeBack() throws Exception;
}
