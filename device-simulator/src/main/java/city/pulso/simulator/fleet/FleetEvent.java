package city.pulso.simulator.fleet;

import city.pulso.simulator.device.FleetMessage;

/** What happens in a fleet, at one moment. */
public sealed interface FleetEvent {
  /** Milliseconds since the fleet's start. */
  long atMs();

  /** What becomes of a message. */
  enum Fate {
    /** It is sent. */
    SENT,
    /** It is lost on its way. */
    LOST,
    /** It is sent again: the device thinks that it was not heard. */
    REPEATED
  }

  /** A device speaks. */
  record Spoken(long atMs, FleetMessage message, Fate fate) implements FleetEvent {}

  /**
   * A NAT forgets its bindings.
   *
   * @param nat which one, from 0
   */
  record Rebound(long atMs, int nat) implements FleetEvent {}
}
