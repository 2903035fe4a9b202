package city.pulso.jobs.air;

import city.pulso.jobs.air.episode.JudgedHour;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hours of a station or site that were said anew, what the registry says about it, or that it is
 * gone.
 *
 * @param kind what it is
 * @param id its id
 * @param removed the registry no longer has it; of the rest only its district then means something
 * @param about what the registry says; null = as before
 * @param hours in order of time, old ones that changed first
 */
record SubjectNews(
    Kind kind, String id, boolean removed, @Nullable About about, List<JudgedHour> hours) {

  /** What has air of its own. The order is part of the wire format: append only. */
  enum Kind {
    STATION,
    SITE
  }

  /**
   * From the registry.
   *
   * @param name name for people
   * @param district id; empty = none
   * @param siteKind for example {@code school}; empty for a station
   * @param openingHours as registered; empty = not known
   * @param latitude WGS 84 degrees
   * @param longitude WGS 84 degrees
   */
  record About(
      String name,
      String district,
      String siteKind,
      String openingHours,
      double latitude,
      double longitude) {
    /** Nothing known. */
    static final About NONE = new About("", "", "", "", 0, 0);
  }

  SubjectNews {
    hours = List.copyOf(hours);
  }

  static SubjectNews removed(Kind kind, String id, String district) {
    return new SubjectNews(kind, id, true, new About("", district, "", "", 0, 0), List.of());
  }

  /** Its district; empty = none. */
  String district() {
    return about == null ? "" : about.district();
  }

  /** Key by which its episodes are judged. */
  String key() {
    return kind + "/" + id;
  }
}
