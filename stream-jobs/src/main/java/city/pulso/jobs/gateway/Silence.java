package city.pulso.jobs.gateway;

import java.io.Serializable;
import java.time.Duration;

/**
 * When silence means something: a limit in city time, and a floor in real time, because where city
 * time runs faster a moment's delay of our own would look like hours of silence. Plain Java.
 *
 * @param limitMs city time, milliseconds
 * @param floorMs real time, milliseconds
 */
public record Silence(long limitMs, long floorMs) implements Serializable {

  public static Silence of(Duration limit, Duration floor) {
    return new Silence(limit.toMillis(), floor.toMillis());
  }

  /** Whether both have passed. */
  public boolean passed(Moment since, Moment now) {
    return now.cityMs() - since.cityMs() >= limitMs && now.realMs() - since.realMs() >= floorMs;
  }

  /**
   * One moment on both clocks.
   *
   * @param cityMs injected clock, Unix milliseconds
   * @param realMs Flink's processing time, milliseconds
   */
  public record Moment(long cityMs, long realMs) {
    /** The later of both on each clock. */
    public Moment orLater(Moment other) {
      return new Moment(Math.max(cityMs, other.cityMs), Math.max(realMs, other.realMs));
    }

    /** This moment, moved on by city time. */
    public Moment plusCityMs(long ms) {
      return new Moment(cityMs + ms, realMs);
    }
  }
}
