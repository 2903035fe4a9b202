/**
 * Quality control of single readings: which values may enter an average, and why the others may
 * not. A flagged value is stored and shown, never deleted.
 *
 * <p>Plain Java, immutable, any thread; what must be remembered between readings is handed in and
 * out as a {@link city.pulso.jobs.air.quality.QualityMemory}.
 */
@NullMarked
package city.pulso.jobs.air.quality;

import org.jspecify.annotations.NullMarked;
