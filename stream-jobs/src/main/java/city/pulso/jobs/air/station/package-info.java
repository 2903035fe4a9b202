/**
 * One station from its readings to hours and index, whoever keeps its state: {@link
 * city.pulso.jobs.air.station.StationAir}. The same code runs in the Flink job and over recorded
 * files.
 *
 * <p>Plain Java without threads and clocks. Time is evidence: a reading, or a heartbeat of the
 * gateway that proves nothing older is on the way.
 */
@NullMarked
package city.pulso.jobs.air.station;

import org.jspecify.annotations.NullMarked;
