/**
 * What people at a sensitive site breathe, estimated from the stations around it: outdoor air,
 * inverse-distance weighted, with the quality of each estimate, and none where there are too few
 * stations.
 *
 * <p>Plain Java, immutable, any thread.
 */
@NullMarked
package city.pulso.jobs.air.exposure;

import org.jspecify.annotations.NullMarked;
