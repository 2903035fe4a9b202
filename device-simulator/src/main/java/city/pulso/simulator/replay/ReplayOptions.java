package city.pulso.simulator.replay;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to replay, and when in city time.
 *
 * @param from city time at which the replay begins
 * @param duration city time it lasts; readings observed from {@code from} until before {@code from
 *     + duration} are sent
 * @param dataSets the data sets, each with the recorded day to start at; without a day a recording
 *     that covers {@code from} stays where it is, and any other starts in its first week
 * @param timeZone IANA zone of the city's registry entry, in which its days begin
 */
public record ReplayOptions(
    Instant from, Duration duration, Map<DataSet, Optional<LocalDate>> dataSets, String timeZone) {

  public ReplayOptions {
    if (dataSets.isEmpty()) {
      throw new IllegalArgumentException("no data set is chosen");
    }
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          "duration " + duration + " is not accepted; use more than 0");
    }
    dataSets = Collections.unmodifiableMap(new EnumMap<>(dataSets));
  }

  /** Everything but the minute-by-minute collocated sensors and the older Münster recording. */
  public static ReplayOptions everything(Instant from, Duration duration) {
    Map<DataSet, Optional<LocalDate>> sets = new EnumMap<>(DataSet.class);
    for (DataSet each : DataSet.values()) {
      if (each != DataSet.COLLOCATED && each != DataSet.MUENSTER_2023) {
        sets.put(each, Optional.empty());
      }
    }
    return new ReplayOptions(from, duration, sets, "Asia/Seoul");
  }

  /**
   * Chosen data sets as written on a command line: {@code seoul}, or {@code refit=2014-03-10} to
   * start at a recorded day.
   *
   * @throws IllegalArgumentException naming every choice that is not accepted
   */
  public static ReplayOptions of(Instant from, Duration duration, List<String> choices) {
    Map<DataSet, Optional<LocalDate>> sets = new EnumMap<>(DataSet.class);
    List<String> problems = new ArrayList<>();
    for (String choice : choices) {
      int equals = choice.indexOf('=');
      String key = equals < 0 ? choice : choice.substring(0, equals);
      try {
        sets.put(
            DataSet.of(key),
            equals < 0
                ? Optional.empty()
                : Optional.of(LocalDate.parse(choice.substring(equals + 1))));
      } catch (DateTimeParseException e) {
        problems.add(choice + ": '" + e.getParsedString() + "' is not a day; use YYYY-MM-DD");
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return new ReplayOptions(from, duration, sets, "Asia/Seoul");
  }

  /** The end, exclusive. */
  public Instant to() {
    return from.plus(duration);
  }
}
