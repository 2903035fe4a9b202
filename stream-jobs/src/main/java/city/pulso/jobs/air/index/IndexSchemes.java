package city.pulso.jobs.air.index;

import java.util.List;

/** The schemes a city can choose from. */
public final class IndexSchemes {
  private static final List<IndexScheme> ALL =
      List.of(new UsEpaAqi(), new IncaPeru(), CaiKorea.SINCE_2018);

  private IndexSchemes() {}

  /** All of them. */
  public static List<IndexScheme> all() {
    return ALL;
  }

  /**
   * The scheme of that tag.
   *
   * @throws IllegalArgumentException naming the tags that are accepted
   */
  public static IndexScheme byTag(String tag) {
    return ALL.stream()
        .filter(scheme -> scheme.tag().equals(tag))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "air.index-scheme: '"
                        + tag
                        + "' is not accepted; use one of "
                        + ALL.stream().map(IndexScheme::tag).toList()));
  }
}
