/**
 * How the devices of a virtual city behave: air that follows traffic and weather, bays that fill in
 * the morning, people who boil water.
 *
 * <p>Everything follows from the seed, the device and the city's time: the same seed and start give
 * the same messages, and what a device measures at a moment does not depend on when the simulator
 * was started. Plain Java, no sockets, no threads.
 */
@NullMarked
package city.pulso.simulator.behaviour;

import org.jspecify.annotations.NullMarked;
