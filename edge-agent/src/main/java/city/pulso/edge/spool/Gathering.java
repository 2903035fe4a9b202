package city.pulso.edge.spool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Decides what goes into one commit. Everything that came while the one before was under way does.
 * When that was less than last time, those who were answered last are probably about to send again,
 * so it waits until as many are there, and no longer than the linger. A lone device waits for
 * nobody. One thread.
 */
final class Gathering {
  /** Requests in one transaction. */
  private static final int GROUP = 2000;

  private final BlockingQueue<Request> queue;
  private final long lingerNs;
  private int expected = 1;

  Gathering(BlockingQueue<Request> queue, long lingerNs) {
    this.queue = queue;
    this.lingerNs = lingerNs;
  }

  /** Waits for a request and returns it with its company, in the order they came. */
  List<Request> next() throws InterruptedException {
    List<Request> group = new ArrayList<>();
    group.add(queue.take());
    queue.drainTo(group, GROUP - 1);
    if (group.get(0) instanceof Request.Append) {
      linger(group);
      expected = group.size();
    }
    return group;
  }

  private void linger(List<Request> group) throws InterruptedException {
    long deadline = System.nanoTime() + lingerNs;
    int awaited = Math.min(expected, GROUP);
    while (group.size() < awaited && !(group.get(group.size() - 1) instanceof Request.Stop)) {
      Request next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      group.add(next);
      queue.drainTo(group, GROUP - group.size());
    }
  }
}
