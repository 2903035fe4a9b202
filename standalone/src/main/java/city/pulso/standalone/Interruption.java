package city.pulso.standalone;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * Turns the first Ctrl-C (SIGINT), SIGTERM or SIGHUP into an orderly end. The second ends the
 * process at once: nothing accepted is lost by that, it only takes longer to start again.
 *
 * <p>A shutdown hook would not do: those of the embedded parts run at the same time and in no
 * order.
 */
final class Interruption {
  private static final int INTERRUPTED = 130;
  private final CountDownLatch asked = new CountDownLatch(1);

  private Interruption() {}

  static Interruption install() {
    Interruption interruption = new Interruption();
    for (String name : new String[] {"INT", "TERM", "HUP"}) {
      try {
        Signal.handle(new Signal(name), signal -> interruption.signalled());
      } catch (IllegalArgumentException e) {
        // The virtual machine keeps this signal to itself (-Xrs): then it cannot be asked.
        continue;
      }
    }
    return interruption;
  }

  private void signalled() {
    if (asked.getCount() == 0) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
    asked.countDown();
  }

  boolean asked() {
    return asked.getCount() == 0;
  }

  /** Waits; true if somebody asked within that time. */
  boolean await(Duration limit) throws InterruptedException {
    return asked.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
