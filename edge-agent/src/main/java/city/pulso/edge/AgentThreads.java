package city.pulso.edge;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The timer of this JVM's agents: one daemon thread, on which nothing may block. */
final class AgentThreads {
  static final ScheduledExecutorService TIMERS = timers();

  private AgentThreads() {}

  private static ScheduledExecutorService timers() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "edge-timer");
              thread.setDaemon(true);
              return thread;
            });
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }
}
