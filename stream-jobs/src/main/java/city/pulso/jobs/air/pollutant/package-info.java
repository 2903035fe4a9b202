/**
 * What is measured in the air and in which unit. Values travel in each pollutant's own unit (see
 * {@link city.pulso.jobs.air.pollutant.Pollutant}); {@link city.pulso.jobs.air.pollutant.GasUnits}
 * is the one place where a volume ratio becomes a mass concentration.
 *
 * <p>Everything is immutable and may be used from any thread.
 */
@NullMarked
package city.pulso.jobs.air.pollutant;

import org.jspecify.annotations.NullMarked;
