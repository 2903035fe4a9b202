package city.pulso.standalone;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far the store is behind the gateways, in real time: how long ago as many readings had been
 * accepted as are stored now.
 *
 * <p>Threads: one at a time.
 */
final class LagMeter {
  private static final int SAMPLES = 100_000;

  private record Sample(long accepted, long nanos) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Takes both counts at one moment and returns the lag. */
  Duration measure(long accepted, long stored, long nanos) {
    if (samples.isEmpty() || accepted > samples.getLast().accepted()) {
      samples.addLast(new Sample(accepted, nanos));
    }
    while (!samples.isEmpty()
        && (samples.getFirst().accepted() <= stored || samples.size() > SAMPLES)) {
      samples.removeFirst();
    }
    return samples.isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, nanos - samples.getFirst().nanos()));
  }
}
