package city.pulso.simulator.device;

import java.util.function.Consumer;

/** One way to a gateway. */
interface Transport extends AutoCloseable {
  /**
   * Starts one attempt and returns at once; {@code answered} is called exactly once, from any
   * thread, possibly before this returns.
   */
  void send(DeviceMessage message, Consumer<Answer> answered);

  @Override
  void close();
}
