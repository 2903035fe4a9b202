package city.pulso.jobs.air.quality;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reading as reported, defects included.
 *
 * @param observedAtMs Unix milliseconds; the end of the averaging, where there is one
 * @param averagedOverS seconds over which the values are averaged; 0 = momentary
 * @param values what was reported, in the unit of the quantity; not reported = absent
 * @param sequence the device's own counter; 0 = it has none
 * @param batteryPercent remaining battery, 0 to 100; null = not reported
 */
public record AirSample(
    long observedAtMs,
    int averagedOverS,
    Map<Quantity, Double> values,
    long sequence,
    @Nullable Integer batteryPercent) {

  private static final Quantity[] QUANTITIES = Quantity.values();

  public AirSample {
    Map<Quantity, Double> copy = new EnumMap<>(Quantity.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** Of a device that reports neither a counter nor a battery. */
  public AirSample(long observedAtMs, int averagedOverS, Map<Quantity, Double> values) {
    this(observedAtMs, averagedOverS, values, 0, null);
  }

  /** The values by number of their quantity; null = not reported. */
  @Nullable Double[] byQuantity() {
    @Nullable Double[] byQuantity = new @Nullable Double[QUANTITIES.length];
    for (Quantity quantity : QUANTITIES) {
      byQuantity[quantity.ordinal()] = values.get(quantity);
    }
    return byQuantity;
  }
}
