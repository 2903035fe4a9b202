package city.pulso.jobs.air;

import city.pulso.schemas.v1.Alert;
import java.util.List;

/**
 * Where a station's alerts stand after an hour.
 *
 * @param station its id
 * @param removed the registry no longer has it; the rest then means nothing
 * @param hourMs start of the newest hour it has said, Unix milliseconds
 * @param knownMs start of the newest of them with an index; {@link Long#MIN_VALUE} = none
 * @param wanted the alert of each group as it should be: open, or cleared; without id and revision
 */
record StationStanding(
    String station, boolean removed, long hourMs, long knownMs, List<Alert> wanted) {
  StationStanding {
    wanted = List.copyOf(wanted);
  }

  static StationStanding removed(String station) {
    return new StationStanding(station, true, 0, Long.MIN_VALUE, List.of());
  }
}
