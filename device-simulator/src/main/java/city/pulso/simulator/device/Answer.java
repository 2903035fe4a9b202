package city.pulso.simulator.device;

import java.time.Duration;

/** What became of one attempt to send. */
sealed interface Answer {
  /** The gateway has it. */
  record Accepted() implements Answer {}

  /** The gateway will never take it: 4.xx, or a PUBACK that says so. */
  record Refused(String diagnostic) implements Answer {}

  /** Not now: the peer named the time to wait (5.03 with Max-Age). */
  record NotNow(Duration distance, String why) implements Answer {}

  /** Nobody answered, or the way is broken; try again with growing distance. */
  record Failed(String why) implements Answer {}
}
