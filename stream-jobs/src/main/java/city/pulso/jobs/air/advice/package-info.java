/**
 * What people should do about bad air: an action by audience, and for a sensitive site by its
 * opening hours.
 *
 * <p>Plain Java, immutable, any thread.
 */
@NullMarked
package city.pulso.jobs.air.advice;

import org.jspecify.annotations.NullMarked;
