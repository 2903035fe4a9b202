package city.pulso.simulator.clock;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time-lapse clock of a city: start + real time elapsed × rate, held back by whoever still has
 * something to say.
 *
 * <p>The loop is closed: a sender sets a <em>hold</em>, the city time that may not be passed
 * because a message of about that time is not sent or not answered yet. A slow machine therefore
 * slows the city down and never makes data late. While held the clock stands still; afterwards it
 * goes on from there at its rate, without a jump.
 *
 * <p>Guarantees: readings never go backwards; no reading lies beyond the hold in force (a hold set
 * to a time already reached stops the clock where it is). Resolution is one millisecond.
 *
 * <p>Threads: any. A reading takes no lock.
 *
 * <p>Serialization keeps identity, not state: within the JVM that created it, a deserialized clock
 * is the same object, so that every operator of a job running in this JVM reads the one city time.
 * In any other JVM deserialization fails with {@link InvalidObjectException}: a time-lapse cannot
 * be spread over processes. The creator must keep the clock reachable as long as the job runs.
 */
public final class LapseClock extends Clock implements Serializable {
  private static final long serialVersionUID = 1;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Map<UUID, WeakReference<LapseClock>> LIVING = new ConcurrentHashMap<>();

  private final UUID id;
  private final double rate;
  private final transient LongSupplier nanoTime;
  private final transient @Nullable Clock real;
  private final transient Object lock = new Object();
  private final transient AtomicLong newestReadMs;
  private transient volatile Course course;

  /** From {@code fromMs} at {@code fromNanos}, on at the rate, up to {@code holdMs}. */
  private record Course(double fromMs, long fromNanos, long holdMs) {}

  /** What is written in place of the clock. */
  private record Ticket(UUID id) implements Serializable {
    private Object readResolve() throws InvalidObjectException {
      WeakReference<LapseClock> reference = LIVING.get(id);
      LapseClock living = reference == null ? null : reference.get();
      if (living == null) {
        throw new InvalidObjectException(
            "time-lapse clock "
                + id
                + " does not live in this JVM; use Clock.systemUTC() on a cluster");
      }
      return living;
    }
  }

  private LapseClock(Instant start, double rate, LongSupplier nanoTime, @Nullable Clock real) {
    if (!(rate > 0) || rate > 1e6) {
      throw new IllegalArgumentException(
          "rate " + rate + " is not accepted; use more than 0, at most 1000000");
    }
    this.id = UUID.randomUUID();
    this.rate = rate;
    this.nanoTime = nanoTime;
    this.real = real;
    this.newestReadMs = new AtomicLong(start.toEpochMilli());
    this.course = new Course(start.toEpochMilli(), nanoTime.getAsLong(), Long.MAX_VALUE);
    LIVING.values().removeIf(reference -> reference.get() == null);
    LIVING.put(id, new WeakReference<>(this));
  }

  /**
   * A clock that begins now.
   *
   * @param start city time at this moment
   * @param rate city seconds per real second, more than 0, at most 1,000,000
   */
  public static LapseClock startingAt(Instant start, double rate) {
    return new LapseClock(start, rate, System::nanoTime, null);
  }

  /** The same with the test's own elapsed real time, nanoseconds. */
  public static LapseClock startingAt(Instant start, double rate, LongSupplier nanoTime) {
    return new LapseClock(start, rate, nanoTime, null);
  }

  /**
   * A clock like this one, beginning where this one is, that does not pass the real present: once
   * it has caught up it goes with {@code present}. This clock is left as it is.
   */
  public LapseClock catchUpTo(Clock present) {
    LapseClock catching = new LapseClock(instant(), rate, nanoTime, present);
    long holdMs = course.holdMs();
    if (holdMs != Long.MAX_VALUE) {
      catching.hold(Instant.ofEpochMilli(holdMs));
    }
    return catching;
  }

  /**
   * Sets the city time that may not be passed. A time already passed stops the clock where it is.
   * Replaces the hold before.
   */
  public void hold(Instant notBeyond) {
    turn(notBeyond.toEpochMilli());
  }

  /** Takes the hold away: city time goes on from where it is. */
  public void release() {
    turn(Long.MAX_VALUE);
  }

  private void turn(long holdMs) {
    if (holdMs == course.holdMs()) {
      return;
    }
    synchronized (lock) {
      long nanos = nanoTime.getAsLong();
      double nowMs = at(course, nanos);
      course = new Course(nowMs, nanos, Math.max(holdMs, (long) Math.floor(nowMs)));
    }
  }

  /** Whether city time stands still because of the hold. */
  public boolean held() {
    Course now = course;
    return now.holdMs() != Long.MAX_VALUE && millis() >= now.holdMs();
  }

  /** City seconds per real second when not held; 1 once the real present has been reached. */
  public double rate() {
    return real != null && millis() >= real.millis() ? 1 : rate;
  }

  /** Real time until the clock can show {@code then} at the earliest; zero if it already does. */
  public Duration realTimeUntil(Instant then) {
    double ms = (then.toEpochMilli() - millis()) / rate();
    return ms <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(ms * NANOS_PER_MILLI));
  }

  @Override
  public long millis() {
    long ms = (long) Math.floor(at(course, nanoTime.getAsLong()));
    long newest = newestReadMs.get();
    // A reader between two courses may be ahead of the next one by a hair: nobody goes back.
    return ms <= newest ? newest : newestReadMs.accumulateAndGet(ms, Math::max);
  }

  private double at(Course now, long nanos) {
    double ms = now.fromMs() + (nanos - now.fromNanos()) / NANOS_PER_MILLI * rate;
    ms = Math.min(ms, now.holdMs());
    return real == null ? ms : Math.max(now.fromMs(), Math.min(ms, real.millis()));
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? this : new InZone(this, zone);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "LapseClock[" + instant() + " x" + rate + "]";
  }

  private Object writeReplace() {
    return new Ticket(id);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a time-lapse clock is written as its ticket");
  }

  /** The same time, said in a zone. */
  private static final class InZone extends Clock implements Serializable {
    private static final long serialVersionUID = 1;
    private final LapseClock clock;
    private final ZoneId zone;

    InZone(LapseClock clock, ZoneId zone) {
      this.clock = clock;
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return clock.withZone(other);
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }

    @Override
    public long millis() {
      return clock.millis();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof InZone o && o.clock == clock && o.zone.equals(zone);
    }

    @Override
    public int hashCode() {
      return clock.hashCode() * 31 + zone.hashCode();
    }
  }
}
