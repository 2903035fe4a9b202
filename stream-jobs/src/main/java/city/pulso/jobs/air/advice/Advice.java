package city.pulso.jobs.air.advice;

import city.pulso.jobs.air.episode.Group;
import city.pulso.jobs.registry.OpeningHours;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recommended action.
 *
 * @param key message key of its text
 * @param parameters what fills the text
 */
public record Advice(String key, Map<String, String> parameters) {
  /** An opening further away is not planned for yet. */
  private static final Duration AHEAD = Duration.ofHours(16);

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
  private static final DateTimeFormatter DAY_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  public Advice {
    parameters = Map.copyOf(parameters);
  }

  /** How the air is for the audience of an alert, as it is now; worst first. */
  public enum Air {
    /** At or above the critical level of its audience. */
    CRITICAL,
    /** At or above the level of its audience. */
    BAD,
    /** Below the level of an alert to everybody, but bad for sensitive groups. */
    BAD_FOR_SENSITIVE,
    /** Below the level of sensitive groups. */
    EASED
  }

  /** For people around a station or in the whole city. */
  public static Advice outdoors(Group group, Air air) {
    boolean everybody = group == Group.EVERYBODY;
    return new Advice(
        switch (air) {
          case CRITICAL -> everybody ? "everybody-indoors" : "sensitive-indoors";
          case BAD -> everybody ? "limit-effort-everybody" : "limit-effort";
          case BAD_FOR_SENSITIVE -> "limit-effort";
          case EASED -> "eased";
        },
        Map.of());
  }

  /**
   * For a sensitive site: breaks and sport indoors; everybody indoors once it is critical or bad
   * for everybody. While it is open: until it closes. Closed: when it opens within 16 h; else there
   * is nothing to do. Nothing either while the air is below the level of sensitive groups.
   *
   * @param hours when it is open; null: not known
   * @param now local time; null: the city's time zone is not known
   */
  public static Advice atSite(
      Group group, Air air, @Nullable OpeningHours hours, @Nullable LocalDateTime now) {
    if (air == Air.EASED) {
      return new Advice("site-eased", Map.of());
    }
    boolean everybody = air == Air.CRITICAL || (air == Air.BAD && group == Group.EVERYBODY);
    String key = everybody ? "site-indoors" : "site-breaks-indoors";
    if (hours == null || now == null) {
      return new Advice(key, Map.of());
    }
    LocalTime until = hours.openUntil(now);
    if (until != null) {
      return new Advice(key + "-until", Map.of("until", TIME.format(until)));
    }
    LocalDateTime opens = hours.opensNext(now);
    if (opens == null) {
      return new Advice(key, Map.of());
    }
    return Duration.between(now, opens).compareTo(AHEAD) <= 0
        ? new Advice(key + "-from", Map.of("from", written(opens)))
        : new Advice("site-closed", Map.of("opens", written(opens)));
  }

  /** Local date and time as a parameter; whoever says the text writes it as people do. */
  public static String written(LocalDateTime local) {
    return DAY_TIME.format(local);
  }
}
