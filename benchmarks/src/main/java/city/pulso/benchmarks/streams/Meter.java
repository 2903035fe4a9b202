package city.pulso.benchmarks.streams;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * Times the second half, so that a virtual machine still warming up is not taken for its speed.
 * What is left of warming up, compilation, is told apart. Threads: any may count.
 */
final class Meter {
  private final long begin;
  private final long end;
  private long counted;
  private Costs atBegin = Costs.NONE;
  private Costs spent = Costs.NONE;

  /**
   * What this process has used.
   *
   * @param cpuNanos processor time of all of it
   * @param threadNanos of its Java threads alone: neither compilation nor garbage collection
   * @param compileNanos time its compilers were at work
   * @param gcNanos time its threads stood still for garbage collection
   * @param bytes allocated by its Java threads
   */
  private record Costs(
      long wallNanos,
      long cpuNanos,
      long threadNanos,
      long compileNanos,
      long gcNanos,
      long bytes) {
    static final Costs NONE = new Costs(0, 0, 0, 0, 0, 0);

    static Costs now() {
      var threads =
          ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean known
              ? known
              : null;
      long threadNanos = 0;
      long bytes = 0;
      if (threads != null) {
        long[] ids = threads.getAllThreadIds();
        for (long nanos : threads.getThreadCpuTime(ids)) {
          threadNanos += Math.max(0, nanos);
        }
        for (long allocated : threads.getThreadAllocatedBytes(ids)) {
          bytes += Math.max(0, allocated);
        }
      }
      long gcMillis = 0;
      for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
        gcMillis += collector.getCollectionTime();
      }
      return new Costs(
          System.nanoTime(),
          ManagementFactory.getOperatingSystemMXBean()
                  instanceof com.sun.management.OperatingSystemMXBean known
              ? known.getProcessCpuTime()
              : 0,
          threadNanos,
          ManagementFactory.getCompilationMXBean().getTotalCompilationTime() * 1_000_000,
          gcMillis * 1_000_000,
          bytes);
    }

    Costs since(Costs earlier) {
      return new Costs(
          wallNanos - earlier.wallNanos,
          cpuNanos - earlier.cpuNanos,
          threadNanos - earlier.threadNanos,
          compileNanos - earlier.compileNanos,
          gcNanos - earlier.gcNanos,
          bytes - earlier.bytes);
    }
  }

  /**
   * @param total of what is counted
   */
  Meter(long total) {
    this.begin = total / 2;
    this.end = total;
  }

  synchronized void count(long more) {
    long before = counted;
    counted += more;
    if (before < begin && counted >= begin) {
      atBegin = Costs.now();
    }
    if (before < end && counted >= end) {
      spent = Costs.now().since(atBegin);
      notifyAll();
    }
  }

  synchronized void awaitEnd() throws InterruptedException {
    while (counted < end) {
      wait();
    }
  }

  /** Prints what was measured as a child answers. */
  synchronized void answer() {
    double measured = end - begin;
    System.out.println("perSecond=" + measured / (spent.wallNanos() / 1e9));
    System.out.println("cpuMicros=" + spent.cpuNanos() / 1e3 / measured);
    System.out.println("threadMicros=" + spent.threadNanos() / 1e3 / measured);
    System.out.println("compileMicros=" + spent.compileNanos() / 1e3 / measured);
    System.out.println("gcMicros=" + spent.gcNanos() / 1e3 / measured);
    System.out.println("bytesEach=" + spent.bytes() / measured);
  }
}
