package city.pulso.jobs.eldercare;

import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that the test sets. Shared by all its copies, as an operator's copy must be. */
final class SetClock extends Clock implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong NOW_MS = new AtomicLong();

  void set(long ms) {
    NOW_MS.set(ms);
  }

  @Override
  public Instant instant() {
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
