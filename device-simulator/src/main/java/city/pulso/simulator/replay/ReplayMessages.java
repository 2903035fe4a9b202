package city.pulso.simulator.replay;

import city.pulso.simulator.device.DeviceMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The messages of all recordings, merged by city time; of messages with the same time, those of the
 * recording listed first come first. Reads as it goes and keeps a row or a minute of each
 * recording.
 */
public final class ReplayMessages implements Iterator<DeviceMessage>, AutoCloseable {
  private final List<RecordingMessages> open = new ArrayList<>();
  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          Comparator.comparingLong((Head head) -> head.message().dueMs())
              .thenComparingInt(Head::index));

  private record Head(DeviceMessage message, int index) {}

  ReplayMessages(
      List<Replay.Shifted> recordings, long fromMs, long toMs, long positionMs, AtomicLong empty) {
    for (Replay.Shifted each : recordings) {
      open.add(new RecordingMessages(each, fromMs, toMs, positionMs, empty));
      refill(open.size() - 1);
    }
  }

  private void refill(int index) {
    DeviceMessage message = open.get(index).next();
    if (message != null) {
      heads.add(new Head(message, index));
    }
  }

  @Override
  public boolean hasNext() {
    return !heads.isEmpty();
  }

  @Override
  public DeviceMessage next() {
    Head head = heads.poll();
    if (head == null) {
      throw new NoSuchElementException("the replay is over");
    }
    refill(head.index());
    return head.message();
  }

  @Override
  public void close() {
    heads.clear();
    open.forEach(RecordingMessages::close);
  }
}
