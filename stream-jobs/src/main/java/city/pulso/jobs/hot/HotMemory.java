package city.pulso.jobs.hot;

import org.apache.flink.api.common.TaskInfo;

/** How many {@link HotValues} fit into a share of the heap. */
public final class HotMemory {
  private static final int FEWEST = 1_024;
  private static final int MOST = 1_000_000;

  private HotMemory() {}

  /**
   * Values in memory of one subtask. All subtasks of the operator are taken to be in this virtual
   * machine, so what is kept is never more than the share; at least 1,024 are kept.
   *
   * @param part of the heap that all of them may take: its fourth, its sixteenth …
   * @param bytesEach what a value takes, about
   */
  public static int values(int part, int bytesEach, TaskInfo task) {
    return values(
        Runtime.getRuntime().maxMemory(), part, bytesEach, task.getNumberOfParallelSubtasks());
  }

  static int values(long heapBytes, int part, int bytesEach, int subtasks) {
    long fit = heapBytes / part / bytesEach / subtasks;
    return (int) Math.min(MOST, Math.max(FEWEST, fit));
  }
}
