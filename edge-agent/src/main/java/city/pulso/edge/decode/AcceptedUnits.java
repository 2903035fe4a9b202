package city.pulso.edge.decode;

import city.pulso.schemas.v1.Domain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SenML units that {@link Quantities} converts for the quantities of {@link SenmlReading}, the
 * usual one first. No unit at all stands for a default and is always accepted.
 */
final class AcceptedUnits {
  private static final int SHOWN = 32;
  private static final List<String> MASS = List.of("ug/m3", "mg/m3", "g/m3", "kg/m3");
  private static final List<String> GAS =
      List.of("ppb", "ppm", "/", "ug/m3", "mg/m3", "g/m3", "kg/m3");

  private AcceptedUnits() {}

  /**
   * Refuses a unit that is not known for a quantity which has a typed field in the domain.
   *
   * @param domain the device's; null: not registered, which is refused elsewhere
   * @param name of the quantity, lower case
   * @param unit empty: none was sent
   */
  static void check(@Nullable Domain domain, String device, String name, String unit)
      throws DecodeException {
    List<String> accepted = of(domain, name);
    if (unit.isEmpty() || accepted.isEmpty() || accepted.contains(unit)) {
      return;
    }
    throw new DecodeException(
        device,
        "unit of " + name,
        shown(unit),
        String.join(", ", accepted),
        "unit '"
            + shown(unit)
            + "' of '"
            + name
            + "' is not accepted; use "
            + String.join(", ", accepted));
  }

  /** The units of a quantity; empty: it has no typed field with a unit in this domain. */
  private static List<String> of(@Nullable Domain domain, String name) {
    if (domain == Domain.AIR) {
      return switch (name) {
        case "pm2_5", "pm25", "pm2.5", "pm10" -> MASS;
        case "o3", "no2", "so2", "h2s", "co" -> GAS;
        case "rh", "humidity" -> List.of("%RH", "%", "%EL", "/");
        case "temp", "temperature" -> List.of("Cel", "K");
        case "pres", "pressure" -> List.of("hPa", "Pa", "kPa");
        case "noise" -> List.of("dB", "dBA");
        default -> List.of();
      };
    }
    if (domain == Domain.HOMES) {
      return switch (name) {
        case "power" -> List.of("W", "kW", "mW");
        case "energy" -> List.of("Wh", "kWh", "J");
        case "voltage" -> List.of("V");
        case "lux", "illuminance" -> List.of("lx");
        case "uptime" -> List.of("s");
        default -> List.of();
      };
    }
    return List.of();
  }

  /** The unit as sent, short and on one line. */
  private static String shown(String unit) {
    String line = unit.replaceAll("\\p{Cntrl}", "?");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "..." : line;
  }
}
