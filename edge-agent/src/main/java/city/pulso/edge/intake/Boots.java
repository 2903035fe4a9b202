package city.pulso.edge.intake;

import city.pulso.edge.decode.ObservedAt;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Places the boots of devices without a clock on the gateway's time line. A message says how long
 * after the boot it was sent; the message that travelled fastest says best when the boot was. So a
 * message that was repeated for a minute before it came through does not move its readings by a
 * minute.
 *
 * <p>Remembered per device for its present boot, at most {@value #DEVICES} devices; a device that
 * cannot tell its boots apart is placed message by message. Threads: any.
 */
final class Boots {
  private static final int DEVICES = 4096;

  /** How long a message may have travelled: MAX_LATENCY is longer, but rare (RFC 7252, 4.8.2). */
  static final long TRAVEL_MS = 2000;

  /** A cheap crystal drifts by this part of the time since it was compared. */
  static final double DRIFT = 100e-6;

  /**
   * No message is this late (EXCHANGE_LIFETIME, RFC 7252 section 4.8.2). A boot that seems to have
   * been later still was another one, or the device's counter stood still while it slept.
   */
  private static final long LATEST_MS = Duration.ofSeconds(247).toMillis();

  /** So long the best is believed: the gateway's own clock may have been set since. */
  private static final long BELIEVED_MS = Duration.ofHours(1).toMillis();

  private final Map<String, Boot> boots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boot> eldest) {
          return size() > DEVICES;
        }
      };

  /**
   * @param atMs when the reading was observed, gateway's clock, Unix milliseconds
   * @param sureMs the true time lies within this
   */
  record Placed(long atMs, long sureMs) {}

  /** The best that is known of a boot: when it was, by a message that came at some time. */
  private record Boot(long id, long bootMs, long heardMs) {}

  synchronized Placed place(String device, ObservedAt.SinceBoot time, long receivedMs) {
    long seemsMs = receivedMs - time.sentSinceBootMs();
    long drift = Math.round((time.sentSinceBootMs() - time.sinceBootMs()) * DRIFT);
    if (time.bootId() == 0) {
      return new Placed(seemsMs + time.sinceBootMs(), TRAVEL_MS + drift);
    }
    Boot known = boots.get(device);
    if (known == null || known.id() != time.bootId() || better(known, seemsMs, receivedMs)) {
      known = new Boot(time.bootId(), seemsMs, receivedMs);
      boots.put(device, known);
    }
    long since = Math.max(0, receivedMs - known.heardMs());
    return new Placed(
        known.bootMs() + time.sinceBootMs(), TRAVEL_MS + drift + Math.round(since * DRIFT));
  }

  /** No later than drift alone explains, or too late to be the same boot, or the old is too old. */
  private static boolean better(Boot known, long seemsMs, long receivedMs) {
    long ageMs = receivedMs - known.heardMs();
    return ageMs < 0
        || ageMs > BELIEVED_MS
        || seemsMs <= known.bootMs() + Math.round(ageMs * DRIFT)
        || seemsMs - known.bootMs() > LATEST_MS;
  }
}
