/**
 * Alerts with an identity that survives recomputation. Plain Java; the operators that use it own
 * its state.
 */
@NullMarked
package city.pulso.jobs.alert;

import org.jspecify.annotations.NullMarked;
