package city.pulso.jobs.air.quality;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * One reading as reported, defects included.
 *
 * @param observedAtMs Unix milliseconds; the end of the averaging, where there is one
 * @param averagedOverS seconds over which the values are averaged; 0 = momentary
 * @param values what was reported, in the unit of the quantity; not reported = absent
 */
public record AirSample(long observedAtMs, int averagedOverS, Map<Quantity, Double> values) {
  public AirSample {
    Map<Quantity, Double> copy = new EnumMap<>(Quantity.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }
}
