package city.pulso.jobs.air.drift;

/**
 * A day of a station and of its neighbourhood, of one pollutant, over the hours both have.
 *
 * @param own mean of the station, in the pollutant's unit
 * @param neighbours mean of the hourly medians of its neighbours
 * @param hours hours compared
 */
public record DayPair(double own, double neighbours, int hours) {}
