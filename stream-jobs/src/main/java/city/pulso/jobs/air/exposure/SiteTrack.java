package city.pulso.jobs.air.exposure;

import city.pulso.jobs.air.pollutant.Pollutant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A sensitive site and what has been said of its newest hours. Immutable.
 *
 * @param district id of its district; empty = none
 * @param kind for example {@code school}
 * @param place where it is
 * @param said by start of the hour, Unix milliseconds
 */
public record SiteTrack(String district, String kind, Place place, NavigableMap<Long, Said> said) {
  public SiteTrack {
    said = Collections.unmodifiableNavigableMap(new TreeMap<>(said));
  }

  /**
   * An hour of the site.
   *
   * @param revision 1 = first result; grows when it changes
   * @param estimates by pollutant, those without a value too
   */
  public record Said(int revision, Map<Pollutant, Estimate> estimates) {
    public Said {
      Map<Pollutant, Estimate> copy = new EnumMap<>(Pollutant.class);
      copy.putAll(estimates);
      estimates = Collections.unmodifiableMap(copy);
    }
  }
}
