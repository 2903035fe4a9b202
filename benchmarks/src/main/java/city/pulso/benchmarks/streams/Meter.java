package city.pulso.benchmarks.streams;

import java.lang.management.ManagementFactory;

/**
 * Times the part after the first fifth, so that a virtual machine still warming up is not taken for
 * its speed. Threads: any may count.
 */
final class Meter {
  private final long begin;
  private final long end;
  private long counted;
  private long beganNanos;
  private long beganCpuNanos;
  private long wallNanos;
  private long cpuNanos;

  /**
   * @param total of what is counted
   */
  Meter(long total) {
    this.begin = total / 5;
    this.end = total;
  }

  synchronized void count(long more) {
    long before = counted;
    counted += more;
    if (before < begin && counted >= begin) {
      beganNanos = System.nanoTime();
      beganCpuNanos = cpuNanos();
    }
    if (before < end && counted >= end) {
      wallNanos = System.nanoTime() - beganNanos;
      cpuNanos = cpuNanos() - beganCpuNanos;
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
    System.out.println("perSecond=" + measured / (wallNanos / 1e9));
    System.out.println("cpuMicros=" + cpuNanos / 1e3 / measured);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean known
        ? known.getProcessCpuTime()
        : 0;
  }
}
