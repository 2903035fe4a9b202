package city.pulso.alerting.console;

import city.pulso.alerting.text.Texts;
import java.time.Instant;
import java.time.ZoneId;

/** For whom a page is written: words, zone, and what time it is in the city. */
record View(Texts texts, String city, ZoneId zone, Instant now) {

  String time(long ms) {
    return texts.time(Instant.ofEpochMilli(ms), zone);
  }

  String timeOfDay(long ms) {
    return texts.timeOfDay(Instant.ofEpochMilli(ms), zone);
  }

  String time(Instant at) {
    return texts.time(at, zone);
  }

  /** Whether something heard at a time is too old to be shown as how things are. */
  boolean isOld(long ms, java.time.Duration limit) {
    return ms < now.minus(limit).toEpochMilli();
  }
}
