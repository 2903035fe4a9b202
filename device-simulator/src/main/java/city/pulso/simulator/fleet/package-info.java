/**
 * Fleets of virtual devices with faults to choose, for trying an agent: what they say is decided by
 * a seed alone and does not depend on what is answered.
 *
 * <p>Door: {@link city.pulso.simulator.fleet.Fleet} makes the messages, {@link
 * city.pulso.simulator.fleet.FleetRun} sends them. {@link city.pulso.simulator.fleet.Faults} says
 * what each fault is.
 */
@NullMarked
package city.pulso.simulator.fleet;

import org.jspecify.annotations.NullMarked;
