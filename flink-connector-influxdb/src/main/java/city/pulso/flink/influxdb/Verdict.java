package city.pulso.flink.influxdb;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer means for the lines of the request. */
sealed interface Verdict {
  /** All lines are stored. */
  record Written() implements Verdict {}

  /**
   * The same request can succeed later.
   *
   * @param after the server's wish, null if it named none
   */
  record Retry(String reason, @Nullable Duration after) implements Verdict {}

  /**
   * Some line will never be stored; some others may have been.
   *
   * @param suspects lines the server names, ascending, 0 = first; empty if it names none
   */
  record Rejected(String reason, List<Integer> suspects) implements Verdict {}

  /** The request is larger than the server takes. */
  record TooLarge(String reason) implements Verdict {}

  /**
   * Only a person can mend it.
   *
   * @param advice which setting to look at
   */
  record Fatal(String reason, String advice) implements Verdict {}
}
