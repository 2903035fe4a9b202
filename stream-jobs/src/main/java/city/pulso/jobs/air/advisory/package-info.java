/**
 * Korea's fine-dust and ozone alerts: advisory and warning by hourly means, with durations and
 * different levels for raising and lifting.
 *
 * <p>Plain Java, immutable, any thread.
 */
@NullMarked
package city.pulso.jobs.air.advisory;

import org.jspecify.annotations.NullMarked;
