/**
 * From readings to means: which hour a reading belongs to, when an hour is complete enough to have
 * a mean, and the running means over the newest hours.
 *
 * <p>Arithmetic is decimal throughout, because an index truncates its input and a binary 9.0999…
 * would fall into the category below 9.1. Plain Java without threads or clocks.
 */
@NullMarked
package city.pulso.jobs.air.average;

import org.jspecify.annotations.NullMarked;
