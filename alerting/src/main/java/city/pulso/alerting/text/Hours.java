package city.pulso.alerting.text;

import java.util.ArrayList;
import java.util.List;

/**
 * A number of hours as people say it: {@code 10 h}, {@code 1 h 30 min}, {@code 2 min}, and {@code
 * 30 s} below a minute. Seconds beside minutes, and the half minutes of a fraction, are rounded.
 */
final class Hours {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;

  private Hours() {}

  /** How a number of one unit is said: {@code hours}, {@code minutes} or {@code seconds}. */
  interface Words {
    String say(String unit, long n);
  }

  /** A number as a parameter carries it; what is no number, as it is. */
  static String say(String hours, Words words) {
    try {
      return say(Double.parseDouble(hours), words, hours);
    } catch (NumberFormatException asItIs) {
      return hours;
    }
  }

  /**
   * @param hours any number
   * @param otherwise said of what is no length of time
   */
  static String say(double hours, Words words, String otherwise) {
    double exact = hours * HOUR;
    if (!(exact >= 0 && exact <= Integer.MAX_VALUE)) {
      return otherwise;
    }
    long seconds = Math.round(exact);
    if (seconds > 0 && seconds < MINUTE) {
      return words.say("seconds", seconds);
    }
    long minutes = Math.round(exact / MINUTE);
    List<String> parts = new ArrayList<>();
    if (minutes >= MINUTE || minutes == 0) {
      parts.add(words.say("hours", minutes / MINUTE));
    }
    if (minutes % MINUTE != 0) {
      parts.add(words.say("minutes", minutes % MINUTE));
    }
    return String.join(" ", parts);
  }
}
