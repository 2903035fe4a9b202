package city.pulso.jobs.store;

import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Points of a reading that Pulso has no typed body for: one per quantity. */
public final class GenericPoints {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private GenericPoints() {}

  /** Quantities whose name cannot be a tag are stored under "unnamed", with the name as text. */
  public static List<StoredPoint> of(Reading reading, String gateway) {
    List<StoredPoint> points = new ArrayList<>(reading.getGeneric().getQuantitiesCount());
    for (Quantity quantity : reading.getGeneric().getQuantitiesList()) {
      points.add(point(reading, gateway, quantity));
    }
    return points;
  }

  private static StoredPoint point(Reading reading, String gateway, Quantity quantity) {
    boolean named = NAME.matcher(quantity.getName()).matches();
    StoredPoint.Builder point =
        Provenance.rawPoint(Measurements.GENERIC_RAW, reading, gateway)
            .tag("device", reading.getDevice())
            .tag("quantity", named ? quantity.getName() : "unnamed")
            .text("unit", quantity.getUnit());
    switch (quantity.getValueCase()) {
      case NUMBER -> point.real("value", quantity.getNumber()).text("text", "");
      case FLAG -> point.real("value", quantity.getFlag() ? 1 : 0).text("text", "");
      case TEXT -> point.text("text", quantity.getText());
      case VALUE_NOT_SET -> point.text("text", named ? "" : quantity.getName());
    }
    return point.build();
  }
}
