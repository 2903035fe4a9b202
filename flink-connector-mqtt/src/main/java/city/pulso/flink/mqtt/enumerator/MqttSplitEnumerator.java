package city.pulso.flink.mqtt.enumerator;

import city.pulso.flink.mqtt.split.MqttSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the splits once, when the job first starts, and spreads those no reader has evenly over the
 * readers. After that splits stay in the readers' state, which Flink redistributes when the
 * parallelism changes: the sessions are the same, only somebody else connects to them.
 */
@Internal
public final class MqttSplitEnumerator implements SplitEnumerator<MqttSplit, MqttEnumeratorState> {
  private static final Logger LOG = LoggerFactory.getLogger(MqttSplitEnumerator.class);

  private final SplitEnumeratorContext<MqttSplit> context;
  private final int wanted;
  private final boolean bounded;
  private final TreeSet<MqttSplit> unassigned =
      new TreeSet<>(Comparator.comparingInt(MqttSplit::subscriber));
  private int subscribers;

  /**
   * @param wanted number of subscribers, 0 = as many as readers
   * @param bounded readers get no more splits after those of their registration, so they may end
   * @param restored state of the last checkpoint, null on the first start
   */
  public MqttSplitEnumerator(
      SplitEnumeratorContext<MqttSplit> context,
      int wanted,
      boolean bounded,
      @Nullable MqttEnumeratorState restored) {
    this.context = context;
    this.wanted = wanted;
    this.bounded = bounded;
    if (restored != null) {
      subscribers = restored.subscribers();
      unassigned.addAll(restored.unassigned());
    }
  }

  @Override
  public void start() {
    if (subscribers == 0) {
      subscribers = wanted > 0 ? wanted : context.currentParallelism();
      for (int subscriber = 0; subscriber < subscribers; subscriber++) {
        unassigned.add(new MqttSplit(subscriber, List.of()));
      }
    } else if (wanted > 0 && wanted != subscribers) {
      LOG.warn(
          "{} subscribers are kept, not {}: their sessions may hold messages. To change the number,"
              + " let the topic run empty and start without the source's state",
          subscribers,
          wanted);
    }
    if (subscribers < context.currentParallelism()) {
      LOG.warn(
          "{} subscribers for {} readers: some readers have nothing to do; set .subscribers(n)"
              + " before the first start",
          subscribers,
          context.currentParallelism());
    }
  }

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {
    // Readers never ask: they get their splits when they register.
  }

  @Override
  public void addSplitsBack(List<MqttSplit> splits, int subtask) {
    unassigned.addAll(splits);
    if (context.registeredReaders().containsKey(subtask)) {
      addReader(subtask);
    }
  }

  @Override
  public void addReader(int subtask) {
    List<MqttSplit> mine = new ArrayList<>();
    for (MqttSplit split : unassigned) {
      if (split.subscriber() % context.currentParallelism() == subtask) {
        mine.add(split);
      }
    }
    for (MqttSplit split : mine) {
      unassigned.remove(split);
      context.assignSplit(split, subtask);
    }
    if (bounded) {
      context.signalNoMoreSplits(subtask);
    }
  }

  @Override
  public MqttEnumeratorState snapshotState(long checkpointId) {
    return new MqttEnumeratorState(subscribers, List.copyOf(unassigned));
  }

  @Override
  public void close() {}
}
