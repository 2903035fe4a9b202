package city.pulso.jobs.air.exposure;

import org.jspecify.annotations.Nullable;

/**
 * What one pollutant is likely to be at a place, outdoors.
 *
 * @param value in the pollutant's unit; null = no estimate, which is never "good air"
 * @param stations stations it rests on; without a value, valid stations within the radius
 * @param nearestM distance of the nearest of them, metres; null = none
 */
public record Estimate(@Nullable Double value, int stations, @Nullable Double nearestM) {}
