/**
 * When bad air is an episode that people should hear of: it must last to begin, and stay better for
 * a while to end, so that one episode is one alert.
 *
 * <p>Plain Java, immutable, any thread.
 */
@NullMarked
package city.pulso.jobs.air.episode;

import org.jspecify.annotations.NullMarked;
