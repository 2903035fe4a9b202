package city.pulso.jobs.downtime;

import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * City time as the test sets it, for every task of the job. It counts who reads it, so that a test
 * knows when the timers have looked.
 */
final class CityClock extends Clock implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong NOW_MS = new AtomicLong();
  private static final AtomicInteger LOOKS = new AtomicInteger();
  private static volatile String watched = "";

  private CityClock() {}

  /**
   * A clock that counts the looks of one operator.
   *
   * @param operator the name that its task begins with
   */
  static CityClock counting(String operator) {
    watched = operator;
    return new CityClock();
  }

  static void set(long ms) {
    NOW_MS.set(ms);
  }

  static int looks() {
    return LOOKS.get();
  }

  @Override
  public Instant instant() {
    if (Thread.currentThread().getName().startsWith(watched)) {
      LOOKS.incrementAndGet();
    }
    return Instant.ofEpochMilli(NOW_MS.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
