package city.pulso.simulator.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What goes wrong. Each is a probability per message, 0 to 1, unless said otherwise.
 *
 * @param loss the message is made, and never arrives
 * @param duplicate the device sends the same bytes again in a new message, 1 to 3 s later
 * @param reorder the message is held back until after the next one
 * @param drift a device's clock is fast or slow by up to this part, in millionths (ppm), 0 to
 *     100,000
 * @param jump the device's clock jumps: an hour or ten minutes, two days ahead, or to 1970
 * @param reboot the device restarts before the message: new boot id, sequence and time since boot
 *     from the beginning
 * @param stuck from now on the device repeats its last values
 * @param rebind the NAT in front of a device gives it, and all behind it, another address and port
 * @param brownout the device restarts before each of its next 3 to 8 messages, which come ten times
 *     as fast, with an empty battery
 */
public record Faults(
    double loss,
    double duplicate,
    double reorder,
    double drift,
    double jump,
    double reboot,
    double stuck,
    double rebind,
    double brownout) {
  /** Everything goes well. */
  public static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final List<String> NAMES =
      List.of(
          "loss", "duplicate", "reorder", "drift", "jump", "reboot", "stuck", "rebind", "brownout");
  private static final double MOST_DRIFT = 100_000;

  /**
   * Reads {@code loss=0.1,drift=200}; what is not named does not happen.
   *
   * @throws IllegalArgumentException naming every part that is not accepted, and what is
   */
  public static Faults parse(String text) {
    Map<String, Double> given = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (String part : text.isBlank() ? new String[0] : text.split(",")) {
      int equals = part.indexOf('=');
      String name = (equals < 0 ? part : part.substring(0, equals)).strip();
      double most = name.equals("drift") ? MOST_DRIFT : 1;
      if (!NAMES.contains(name)) {
        problems.add("'" + name + "' is no fault; use " + String.join(", ", NAMES));
      } else if (given.containsKey(name)) {
        problems.add(name + " is given twice");
      } else {
        String value = equals < 0 ? "" : part.substring(equals + 1).strip();
        double number = number(value);
        if (number >= 0 && number <= most) {
          given.put(name, number);
        } else {
          problems.add(
              String.format(
                  Locale.ROOT, "%s=%s is not accepted; use 0 to %.0f", name, value, most));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    double[] values = NAMES.stream().mapToDouble(name -> given.getOrDefault(name, 0.0)).toArray();
    return new Faults(
        values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7],
        values[8]);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
