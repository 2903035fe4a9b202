package city.pulso.edge.coap;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The CoAP threads of this JVM, shared by all agents in it, for as long as it lives: daemons, so
 * they never keep it alive.
 */
final class CoapThreads {
  static final ScheduledExecutorService PROTOCOL = pool("coap", 2);
  static final ScheduledExecutorService TIMERS = pool("coap-timer", 1);

  private CoapThreads() {}

  private static ScheduledExecutorService pool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory =
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threads, factory);
    pool.setRemoveOnCancelPolicy(true);
    return pool;
  }
}
