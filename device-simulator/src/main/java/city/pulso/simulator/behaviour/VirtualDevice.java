package city.pulso.simulator.behaviour;

import city.pulso.simulator.device.DeviceMessage;

/** A device that knows when it speaks next and what it says then. */
interface VirtualDevice {
  /** City time of the next message, Unix milliseconds; {@code Long.MAX_VALUE}: never again. */
  long nextMs();

  /** The message due at {@link #nextMs()}; moves on to the one after. */
  DeviceMessage speak();
}
