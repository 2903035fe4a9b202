/**
 * Air exposure: from the readings of modules to hourly means, an index and alerts people can act
 * on. The rules are plain Java in the packages below; this package is the Flink job around them.
 */
@NullMarked
package city.pulso.jobs.air;

import org.jspecify.annotations.NullMarked;
