/** The latest state of the city, as last heard, in memory. */
@NullMarked
package city.pulso.alerting.live;

import org.jspecify.annotations.NullMarked;
