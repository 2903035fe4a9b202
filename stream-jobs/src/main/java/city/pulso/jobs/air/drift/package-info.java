/**
 * Whether a station still belongs to its neighbourhood: its daily means against those of the
 * stations around, over days. A station that leaves needs maintenance; that is no word about the
 * air.
 *
 * <p>Plain Java, immutable, any thread.
 */
@NullMarked
package city.pulso.jobs.air.drift;

import org.jspecify.annotations.NullMarked;
