/**
 * City time that may run faster than real time, but never past what the devices still have to say.
 */
@NullMarked
package city.pulso.simulator.clock;

import org.jspecify.annotations.NullMarked;
