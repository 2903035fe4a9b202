package city.pulso.jobs.air.episode;

import java.util.List;

/**
 * An hour of a station or site as alerts see it.
 *
 * @param hourMs start of the hour, Unix milliseconds
 * @param revision 1 = first result; grows when late data changed it
 * @param rank rank of its index; 0 = no data
 * @param ownRank rank the hour's own means would have; 0 = no data
 * @param category key of the index category
 * @param pollutant key of the first pollutant behind the index; empty without one
 * @param noData why there is no index; empty where there is one or the reason is not known
 * @param figures index and means with their units
 * @param stations stations behind it, nearest first
 */
public record JudgedHour(
    long hourMs,
    int revision,
    int rank,
    int ownRank,
    String category,
    String pollutant,
    String noData,
    List<Figure> figures,
    List<Support> stations) {

  public JudgedHour {
    figures = List.copyOf(figures);
    stations = List.copyOf(stations);
  }

  /**
   * A number.
   *
   * @param name for example {@code pm2_5_1h}
   * @param unit UCUM
   */
  public record Figure(String name, double value, String unit) {}

  /**
   * A station behind the hour.
   *
   * @param metres from the subject; 0 = it is the subject
   */
  public record Support(String station, double metres) {}
}
