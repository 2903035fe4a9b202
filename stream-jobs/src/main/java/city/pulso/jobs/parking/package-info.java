/**
 * Parking: from reports of bay sensors and car-park counters to states one may rely on and places
 * per zone. {@link city.pulso.jobs.parking.ParkingJob} is the job; the rules beside it are plain
 * Java.
 */
@NullMarked
package city.pulso.jobs.parking;

import org.jspecify.annotations.NullMarked;
