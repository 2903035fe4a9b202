package city.pulso.jobs.air.evaluation;

import city.pulso.jobs.air.exposure.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the recorded stations stand. The recordings do not say. */
final class Places {
  /** Seoul has a station in each district; it is taken to be in the middle. Code 101 first. */
  private static final List<Place> SEOUL =
      List.of(
          new Place(37.5735, 126.9790),
          new Place(37.5641, 126.9979),
          new Place(37.5326, 126.9905),
          new Place(37.6027, 126.9291),
          new Place(37.5791, 126.9368),
          new Place(37.5663, 126.9019),
          new Place(37.5634, 127.0369),
          new Place(37.5385, 127.0823),
          new Place(37.5744, 127.0400),
          new Place(37.6063, 127.0925),
          new Place(37.5894, 127.0167),
          new Place(37.6396, 127.0257),
          new Place(37.6688, 127.0471),
          new Place(37.6542, 127.0568),
          new Place(37.5170, 126.8666),
          new Place(37.5509, 126.8495),
          new Place(37.4955, 126.8877),
          new Place(37.4569, 126.8954),
          new Place(37.5264, 126.8963),
          new Place(37.5124, 126.9393),
          new Place(37.4784, 126.9516),
          new Place(37.4837, 127.0324),
          new Place(37.5172, 127.0473),
          new Place(37.5145, 127.1059),
          new Place(37.5301, 127.1238));

  private static final Map<String, Place> BEIJING =
      Map.ofEntries(
          Map.entry("Aotizhongxin", new Place(39.982, 116.397)),
          Map.entry("Changping", new Place(40.217, 116.230)),
          Map.entry("Dingling", new Place(40.292, 116.220)),
          Map.entry("Dongsi", new Place(39.929, 116.417)),
          Map.entry("Guanyuan", new Place(39.929, 116.339)),
          Map.entry("Gucheng", new Place(39.914, 116.184)),
          Map.entry("Huairou", new Place(40.328, 116.628)),
          Map.entry("Nongzhanguan", new Place(39.937, 116.461)),
          Map.entry("Shunyi", new Place(40.127, 116.655)),
          Map.entry("Tiantan", new Place(39.886, 116.407)),
          Map.entry("Wanliu", new Place(39.987, 116.287)),
          Map.entry("Wanshouxigong", new Place(39.878, 116.352)));

  private Places() {}

  /** By station; empty for a data set whose stations are not known. */
  static Map<String, Place> of(String dataSet) {
    return switch (dataSet) {
      case "seoul" -> seoul();
      case "beijing" -> BEIJING;
      default -> Map.of();
    };
  }

  private static Map<String, Place> seoul() {
    Map<String, Place> places = new HashMap<>();
    for (int i = 0; i < SEOUL.size(); i++) {
      places.put(String.valueOf(101 + i), SEOUL.get(i));
    }
    return places;
  }
}
