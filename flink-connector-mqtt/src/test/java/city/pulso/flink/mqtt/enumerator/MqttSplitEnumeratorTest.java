package city.pulso.flink.mqtt.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.mqtt.split.MqttSplit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class MqttSplitEnumeratorTest {
  @Test
  void as_many_subscribers_as_readers_when_nothing_is_said() throws Exception {
    var readers = new Readers(3);
    try (var enumerator = new MqttSplitEnumerator(readers, 0, false, null)) {
      enumerator.start();
      readers.registerAll(enumerator);
      assertThat(readers.assigned).isEqualTo(Map.of(0, List.of(0), 1, List.of(1), 2, List.of(2)));
      assertThat(enumerator.snapshotState(1)).isEqualTo(new MqttEnumeratorState(3, List.of()));
    }
  }

  @Test
  void more_subscribers_than_readers_are_spread_evenly() throws Exception {
    var readers = new Readers(2);
    try (var enumerator = new MqttSplitEnumerator(readers, 5, false, null)) {
      enumerator.start();
      readers.registerAll(enumerator);
      assertThat(readers.assigned).isEqualTo(Map.of(0, List.of(0, 2, 4), 1, List.of(1, 3)));
    }
  }

  @Test
  void after_rescaling_the_number_of_subscribers_stays() throws Exception {
    var readers = new Readers(8);
    try (var enumerator =
        new MqttSplitEnumerator(readers, 8, false, new MqttEnumeratorState(3, List.of()))) {
      enumerator.start();
      readers.registerAll(enumerator);
      assertThat(readers.assigned).as("all splits are in the readers' state").isEmpty();
      assertThat(enumerator.snapshotState(1).subscribers()).isEqualTo(3);
    }
  }

  @Test
  void splits_nobody_had_at_the_checkpoint_are_assigned_after_it() throws Exception {
    var readers = new Readers(2);
    var state = new MqttEnumeratorState(2, List.of(new MqttSplit(1, List.of("a"))));
    try (var enumerator = new MqttSplitEnumerator(readers, 0, false, state)) {
      enumerator.start();
      readers.registerAll(enumerator);
      assertThat(readers.assigned).isEqualTo(Map.of(1, List.of(1)));
    }
  }

  @Test
  void the_splits_of_a_failed_reader_are_assigned_again_when_it_is_back() throws Exception {
    var readers = new Readers(2);
    try (var enumerator = new MqttSplitEnumerator(readers, 0, false, null)) {
      enumerator.start();
      readers.registerAll(enumerator);
      readers.registered.remove(1);
      enumerator.addSplitsBack(List.of(new MqttSplit(1, List.of())), 1);
      assertThat(enumerator.snapshotState(1).unassigned()).hasSize(1);
      readers.register(enumerator, 1);
      assertThat(readers.assigned.get(1)).containsExactly(1, 1);
    }
  }

  @Test
  void readers_of_a_bounded_source_are_told_that_they_have_all_their_splits() throws Exception {
    var readers = new Readers(3);
    try (var enumerator = new MqttSplitEnumerator(readers, 2, true, null)) {
      enumerator.start();
      readers.registerAll(enumerator);
      assertThat(readers.assigned).isEqualTo(Map.of(0, List.of(0), 1, List.of(1)));
      assertThat(readers.complete).as("the one without splits too").containsExactly(0, 1, 2);
    }
  }

  /** Readers that register when told, and what they were given. */
  private static final class Readers implements SplitEnumeratorContext<MqttSplit> {
    private final int parallelism;
    private final Map<Integer, ReaderInfo> registered = new HashMap<>();
    private final Map<Integer, List<Integer>> assigned = new TreeMap<>();
    private final List<Integer> complete = new ArrayList<>();

    Readers(int parallelism) {
      this.parallelism = parallelism;
    }

    void registerAll(MqttSplitEnumerator enumerator) {
      for (int subtask = 0; subtask < parallelism; subtask++) {
        register(enumerator, subtask);
      }
    }

    void register(MqttSplitEnumerator enumerator, int subtask) {
      registered.put(subtask, new ReaderInfo(subtask, "here"));
      enumerator.addReader(subtask);
    }

    @Override
    public int currentParallelism() {
      return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return registered;
    }

    @Override
    public void assignSplits(SplitsAssignment<MqttSplit> assignment) {
      assignment
          .assignment()
          .forEach(
              (subtask, splits) ->
                  splits.forEach(
                      split ->
                          assigned
                              .computeIfAbsent(subtask, s -> new ArrayList<>())
                              .add(split.subscriber())));
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      complete.add(subtask);
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> void callAsync(
        Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      throw new UnsupportedOperationException();
    }
  }
}
