package city.pulso.alerting.alert;

import java.time.Instant;

/**
 * A number an alert rests on.
 *
 * @param name for example {@code pm2_5_nowcast}
 * @param unit UCUM, for example {@code ug/m3}; {@code 1} or empty: none
 * @param at event time of the value
 */
public record Evidence(String name, double value, String unit, Instant at) {}
