/**
 * Where the value of a station will be in some hours: what it is now, moved along the station's own
 * daily profile. To be used only where it is measured to beat plain persistence.
 *
 * <p>Plain Java, immutable, any thread.
 */
@NullMarked
package city.pulso.jobs.air.outlook;

import org.jspecify.annotations.NullMarked;
