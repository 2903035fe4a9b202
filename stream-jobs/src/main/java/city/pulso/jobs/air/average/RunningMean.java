package city.pulso.jobs.air.average;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Mean of one pollutant over the hours that end with the newest.
 *
 * @param value in the pollutant's own unit; null below 75 % completeness
 * @param completePercent share of the time that is covered, 0 to 100, rounded down
 */
public record RunningMean(@Nullable BigDecimal value, int completePercent) {}
