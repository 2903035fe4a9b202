package city.pulso.jobs.hot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HotValuesTest {
  private static final int MAX_PARALLELISM = 8;
  private static final int KEYS = 20;
  private static final long HOUR = 3_600_000;

  @Test
  void counts_are_right_however_few_values_are_in_memory_and_wherever_the_job_restarts()
      throws Exception {
    Random random = new Random(7);
    for (int most : new int[] {1, 3, 1_000}) {
      TreeMap<String, Integer> expected = new TreeMap<>();
      TreeMap<String, Integer> said = new TreeMap<>();
      OperatorSubtaskState state = null;
      for (int life = 0; life < 4; life++) {
        try (var harness = harness(most, 1, 0)) {
          if (state != null) {
            harness.initializeState(state);
          }
          harness.open();
          for (int i = 0; i < 200; i++) {
            String key = "k" + random.nextInt(KEYS);
            expected.merge(key, 1, Integer::sum);
            harness.processElement(new StreamRecord<>(key));
          }
          state = harness.snapshot(life, life);
          harness.processElement(new StreamRecord<>("k0")); // after the snapshot: not in it
          harness.extractOutputValues().stream()
              .limit(200)
              .forEach(
                  count -> said.put(count.split("=")[0], Integer.valueOf(count.split("=")[1])));
        }
      }
      assertThat(said).as("%s in memory", most).isEqualTo(expected);
    }
  }

  @Test
  void what_was_in_memory_goes_to_whichever_subtask_has_its_key_next() throws Exception {
    OperatorSubtaskState one;
    try (var harness = harness(1_000, 1, 0)) {
      harness.open();
      everyKeyTwice(harness);
      one = harness.snapshot(1, 1);
    }
    List<OperatorSubtaskState> two = new ArrayList<>();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(1_000, 2, subtask)) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                one, MAX_PARALLELISM, 1, 2, subtask));
        harness.open();
        everyKeyTwice(harness);
        assertThat(harness.extractOutputValues()).isNotEmpty().allMatch(this::isThreeOrFour);
        two.add(harness.snapshot(2, 2));
      }
    }
    OperatorSubtaskState packed =
        AbstractStreamOperatorTestHarness.repackageState(two.get(0), two.get(1));
    try (var harness = harness(1_000, 1, 0)) {
      harness.initializeState(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              packed, MAX_PARALLELISM, 2, 1, 0));
      harness.open();
      harness.processElement(new StreamRecord<>("k3"));
      assertThat(harness.extractOutputValues()).containsExactly("k3=5");
    }
  }

  @Test
  void a_value_that_is_not_used_for_a_while_leaves_memory() throws Exception {
    Counts counts = new Counts(1_000);
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            HotKeyedOperator.of(counts), key -> key, Types.STRING)) {
      harness.open();
      harness.processElement(new StreamRecord<>("k1"));
      for (int i = 0; i <= HotValues.IDLE; i++) {
        harness.snapshot(i, i);
        harness.processElement(new StreamRecord<>("k2"));
      }
      int read = Counts.reads;
      harness.processElement(new StreamRecord<>("k2"));
      assertThat(Counts.reads).as("in use").isEqualTo(read);
      harness.processElement(new StreamRecord<>("k1"));
      assertThat(Counts.reads).as("read again").isEqualTo(read + 1);
    }
  }

  @Test
  void where_more_keys_come_in_turn_than_have_room_those_in_memory_stay() throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            HotKeyedOperator.of(new Counts(10)), key -> key, Types.STRING)) {
      harness.open();
      for (int i = 0; i < 100; i++) {
        harness.processElement(new StreamRecord<>("k" + i % 20));
      }
      int read = Counts.reads;
      for (int i = 100; i < 200; i++) {
        harness.processElement(new StreamRecord<>("k" + i % 20));
      }
      assertThat(Counts.reads - read).as("of 100").isLessThanOrEqualTo(60);
      harness.processElement(new StreamRecord<>("new"));
      harness.processElement(new StreamRecord<>("k1"));
      harness.processElement(new StreamRecord<>("new"));
      read = Counts.reads;
      harness.processElement(new StreamRecord<>("other"));
      harness.processElement(new StreamRecord<>("new"));
      assertThat(Counts.reads - read).as("used again, it stays").isEqualTo(1);
      assertThat(harness.extractOutputValues()).contains("k19=10", "new=3");
    }
  }

  @Test
  void hours_that_are_too_old_are_dropped_from_memory_and_state() throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            HotKeyedOperator.of(new Counts(1)), key -> key, Types.STRING)) {
      harness.open();
      for (int i = 0; i < 50; i++) {
        harness.processElement(new StreamRecord<>("k1"));
        if (i % 7 == 0) {
          harness.processElement(new StreamRecord<>("k2")); // k1 leaves memory
        }
        if (i % 11 == 0) {
          harness.snapshot(i, i);
        }
      }
      harness.snapshot(99, 99);
      harness.getOperator().setCurrentKey("k1");
      assertThat(requireNonNull(Counts.hoursOfAll).keys())
          .containsExactlyInAnyOrder(46 * HOUR, 47 * HOUR, 48 * HOUR, 49 * HOUR, 50 * HOUR);
    }
  }

  private boolean isThreeOrFour(String said) {
    return said.endsWith("=3") || said.endsWith("=4");
  }

  /** Those keys that belong to this subtask. */
  private static void everyKeyTwice(
      KeyedOneInputStreamOperatorTestHarness<String, String, String> harness) throws Exception {
    for (int i = 0; i < 2 * KEYS; i++) {
      String key = "k" + i % KEYS;
      var task = harness.getEnvironment().getTaskInfo();
      int subtask =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key, MAX_PARALLELISM, task.getNumberOfParallelSubtasks());
      if (subtask == task.getIndexOfThisSubtask()) {
        harness.processElement(new StreamRecord<>(key));
      }
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, String, String> harness(
      int most, int parallelism, int subtask) throws Exception {
    return new KeyedOneInputStreamOperatorTestHarness<>(
        HotKeyedOperator.of(new Counts(most)),
        key -> key,
        Types.STRING,
        MAX_PARALLELISM,
        parallelism,
        subtask);
  }

  /** Counts elements by key, and says the count; the count-th hour holds the count. */
  private static final class Counts extends KeyedProcessFunction<String, String, String>
      implements HotFunction {
    private static int reads;
    private static @Nullable MapState<Long, Integer> hoursOfAll;

    private final int most;
    private transient @Nullable KeyContext keys;
    private transient @Nullable HotValues<Count> values;

    Counts(int most) {
      this.most = most;
    }

    @Override
    public void keys(KeyContext context) {
      keys = context;
    }

    @Override
    public void open(OpenContext context) {
      ValueState<Integer> state =
          getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.INT));
      MapState<Long, Integer> hours =
          getRuntimeContext().getMapState(new MapStateDescriptor<>("hours", Types.LONG, Types.INT));
      hoursOfAll = hours;
      values = new HotValues<>(most, requireNonNull(keys), () -> new Count(state, hours));
    }

    @Override
    public void writeBack() throws Exception {
      requireNonNull(values).writeBack();
    }

    @Override
    public void processElement(String key, Context context, Collector<String> out)
        throws Exception {
      Count value = requireNonNull(values).current();
      int count = value.next();
      value.hours.put(count * HOUR, count);
      value.hours.dropBefore((count - 4) * HOUR);
      out.collect(key + "=" + count);
    }
  }

  private static final class Count implements HotValue {
    private final ValueState<Integer> state;
    private final HotMap<Integer> hours;
    private @Nullable Integer count;
    private boolean changed;

    Count(ValueState<Integer> state, MapState<Long, Integer> hours) {
      this.state = state;
      this.hours = new HotMap<>(hours);
    }

    int next() throws Exception {
      if (count == null) {
        Counts.reads++;
        Integer known = state.value();
        count = known == null ? 0 : known;
      }
      count = count + 1;
      changed = true;
      return count;
    }

    @Override
    public boolean changed() {
      return changed || hours.changed();
    }

    @Override
    public void writeBack() throws Exception {
      hours.writeBack();
      if (changed) {
        state.update(count);
        changed = false;
      }
    }
  }
}
