package city.pulso.edge.intake;

import city.pulso.edge.decode.ObservedAt;
import city.pulso.edge.intake.Refusal.Reason;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** Says when a reading was observed, how that is known and how sure it is. */
final class Stamp {
  /** From here on a time is doubtful. */
  private static final long FUTURE_MS = Duration.ofMinutes(5).toMillis();

  private static final long FAR_PAST_MS = Duration.ofDays(7).toMillis();

  /** From here on a time is absurd, and the message refused. */
  private static final long ABSURD_MS = Duration.ofDays(1).toMillis();

  /** A device's clock that is kept by NTP or by the gateway's /time. */
  private static final long CLOCK_MS = 1000;

  private Stamp() {}

  /**
   * @param boots knows when the device's present boot was
   */
  static void put(Reading.Builder reading, ObservedAt at, long receivedMs, Boots boots)
      throws Refusal {
    if (at instanceof ObservedAt.DeviceClock clock) {
      set(reading, clock.ms(), TimeSource.DEVICE_CLOCK, CLOCK_MS);
    } else if (at instanceof ObservedAt.SinceBoot boot) {
      Boots.Placed placed = boots.place(reading.getDevice(), boot, receivedMs);
      set(reading, placed.atMs(), TimeSource.BOOT_RELATIVE, placed.sureMs());
    } else if (at instanceof ObservedAt.Ago ago) {
      set(
          reading,
          receivedMs - ago.ms(),
          TimeSource.GATEWAY_CLOCK,
          Boots.TRAVEL_MS + Math.round(Math.abs(ago.ms()) * Boots.DRIFT));
    }
    long ahead = reading.getObservedAtMs() - receivedMs;
    if (ahead > ABSURD_MS || reading.getObservedAtMs() < 0) {
      throw new Refusal(
          Reason.FAR_FUTURE,
          "observed at "
              + reading.getObservedAtMs()
              + " ms; accepted are 0 to "
              + (receivedMs + ABSURD_MS)
              + " (a day ahead of the gateway's clock, "
              + Instant.ofEpochMilli(receivedMs)
              + "); ask /time, or send no time",
          new Refusal.Wrong(
              "observed_at_ms",
              String.valueOf(reading.getObservedAtMs()),
              "0 to " + (receivedMs + ABSURD_MS)));
    }
    if (ahead > FUTURE_MS) {
      reading.addDoubts(Doubt.FROM_THE_FUTURE);
    } else if (-ahead > FAR_PAST_MS) {
      reading.addDoubts(Doubt.FROM_THE_FAR_PAST);
    }
  }

  private static void set(Reading.Builder reading, long ms, TimeSource source, long sureMs) {
    reading
        .setObservedAtMs(ms)
        .setTimeSource(source)
        .setTimeUncertaintyMs((int) Math.min(sureMs, Integer.MAX_VALUE));
  }
}
