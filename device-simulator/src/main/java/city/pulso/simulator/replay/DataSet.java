package city.pulso.simulator.replay;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be replayed. */
public enum DataSet {
  SEOUL(shared -> List.of(new Seoul(shared))),
  BEIJING(shared -> List.of(new Beijing(shared))),
  COLLOCATED(shared -> List.of(new Collocated(shared, 1), new Collocated(shared, 2))),
  /** The recording of 2026. */
  MUENSTER(shared -> List.of(Muenster.of2026(shared))),
  MUENSTER_2023(shared -> List.of(Muenster.of2023(shared))),
  BIRMINGHAM(shared -> List.of(new Birmingham(shared))),
  MELBOURNE(shared -> List.of(new Melbourne(shared))),
  REFIT(shared -> List.of(Refit.house2(shared), Refit.house20(shared))),
  TRACEBASE(Tracebase::all);

  private final Function<Path, List<Recording>> recordings;

  DataSet(Function<Path, List<Recording>> recordings) {
    this.recordings = recordings;
  }

  List<Recording> recordings(Path sharedData) {
    return recordings.apply(sharedData);
  }

  /** As it is written in options: {@code seoul}, {@code muenster-2023}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The data set of that key.
   *
   * @throws IllegalArgumentException naming the accepted keys
   */
  public static DataSet of(String key) {
    return Arrays.stream(values())
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "data set '"
                        + key
                        + "' is not known; use "
                        + Arrays.stream(values())
                            .map(DataSet::key)
                            .collect(Collectors.joining(", "))));
  }
}
