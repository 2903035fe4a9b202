package city.pulso.simulator.replay;

import java.time.LocalDateTime;
import java.time.ZoneId;

/** Reads published times of the form {@code digits, anything, digits …} in a zone. */
final class CivilTime {
  /** In which order year, month and day are written. */
  enum Order {
    YEAR_FIRST,
    DAY_FIRST,
    MONTH_FIRST
  }

  private final Order order;
  private final ZoneId zone;

  CivilTime(Order order, ZoneId zone) {
    this.order = order;
    this.zone = zone;
  }

  /** Unix milliseconds. Seconds may be missing. */
  long read(String text) {
    int[] numbers = new int[6];
    int count = 0;
    boolean inNumber = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        if (!inNumber && count++ == 6) {
          throw new IllegalArgumentException("'" + text + "' is not a time");
        }
        inNumber = true;
        numbers[count - 1] = numbers[count - 1] * 10 + c - '0';
      } else {
        inNumber = false;
      }
    }
    if (count < 5) {
      throw new IllegalArgumentException("'" + text + "' is not a time");
    }
    int a = numbers[0];
    int b = numbers[1];
    int c = numbers[2];
    LocalDateTime local =
        switch (order) {
          case YEAR_FIRST -> LocalDateTime.of(a, b, c, numbers[3], numbers[4], numbers[5]);
          case DAY_FIRST -> LocalDateTime.of(c, b, a, numbers[3], numbers[4], numbers[5]);
          case MONTH_FIRST -> LocalDateTime.of(c, a, b, numbers[3], numbers[4], numbers[5]);
        };
    return local.atZone(zone).toInstant().toEpochMilli();
  }
}
