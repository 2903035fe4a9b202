/** Counts of what was not passed on. Task threads only. */
@NullMarked
package city.pulso.jobs.counters;

import org.jspecify.annotations.NullMarked;
