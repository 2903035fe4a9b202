package city.pulso.standalone.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * NGSI-LD entities of FIWARE's {@code AirQualityObserved} (Smart Data Models,
 * dataModel.Environment, schema 0.1.3), normalized, one per line of a JSON array.
 *
 * <p>{@code dateObserved} is the end of the hour, UTC. Units are UN/CEFACT common codes
 * (Recommendation 20): {@code GQ} ug/m3, {@code 61} parts per billion, {@code 59} parts per
 * million. The model's minimum is 0, so noise below zero is written as 0. An hour without any mean
 * and index is not an observation and is left out, as is a station without a place: {@code
 * location} is required.
 */
public final class AirQualityObserved implements OpenData {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CORE = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld";
  private static final String MODEL =
      "https://raw.githubusercontent.com/smart-data-models/dataModel.Environment/master/context.jsonld";

  private record Quantity(String property, String unitCode) {}

  private static final Map<String, Quantity> QUANTITIES =
      Map.of(
          "pm2_5_ugm3", new Quantity("pm25", "GQ"),
          "pm10_ugm3", new Quantity("pm10", "GQ"),
          "o3_ppb", new Quantity("o3", "61"),
          "no2_ppb", new Quantity("no2", "61"),
          "so2_ppb", new Quantity("so2", "61"),
          "co_ppm", new Quantity("co", "59"));

  private final Appendable out;
  private final String city;
  private final Map<String, StationPlace> places;
  private boolean first = true;

  /**
   * @param city id of the city, part of the entities' ids
   */
  public AirQualityObserved(Appendable out, String city, Map<String, StationPlace> places) {
    this.out = out;
    this.city = city;
    this.places = Map.copyOf(places);
  }

  @Override
  public void begin() throws IOException {
    out.append('[');
  }

  @Override
  public boolean write(AirHour hour) throws IOException {
    StationPlace place = places.get(hour.station());
    if (place == null || hour.means().isEmpty() && hour.index() == null) {
      return false;
    }
    out.append(first ? "\n" : ",\n").append(JSON.writeValueAsString(entity(hour, place)));
    first = false;
    return true;
  }

  @Override
  public void end() throws IOException {
    out.append("\n]\n");
  }

  private ObjectNode entity(AirHour hour, StationPlace place) {
    String at = hour.start().plus(Duration.ofHours(1)).toString();
    ObjectNode entity = JSON.createObjectNode();
    entity.put("id", "urn:ngsi-ld:AirQualityObserved:" + city + ":" + hour.station() + ":" + at);
    entity.put("type", "AirQualityObserved");
    property(entity, "dateObserved").putObject("value").put("@type", "DateTime").put("@value", at);
    ObjectNode location = entity.putObject("location").put("type", "GeoProperty");
    location
        .putObject("value")
        .put("type", "Point")
        .putArray("coordinates")
        .add(decimal(place.longitude()))
        .add(decimal(place.latitude()));
    property(entity, "name").put("value", place.name());
    property(entity, "areaServed").put("value", hour.district());
    property(entity, "typeofLocation").put("value", "outdoor");
    entity
        .putObject("refPointOfInterest")
        .put("type", "Relationship")
        .put("object", "urn:ngsi-ld:PointOfInterest:" + city + ":" + hour.station());
    for (String field : AirHours.MEANS) {
      Double mean = hour.means().get(field);
      Quantity quantity = QUANTITIES.get(field);
      if (mean != null && quantity != null) {
        property(entity, quantity.property())
            .put("value", decimal(Math.max(0, mean)))
            .put("unitCode", quantity.unitCode())
            .put("observedAt", at);
      }
    }
    index(entity, hour.index(), hour, at);
    if (hour.readings() > 0) {
      double kept = (double) Math.max(0, hour.readings() - hour.flagged()) / hour.readings();
      property(entity, "reliability").put("value", decimal(kept));
    }
    entity.putArray("@context").add(MODEL).add(CORE);
    return entity;
  }

  private static void index(ObjectNode entity, @Nullable Integer index, AirHour hour, String at) {
    if (index != null) {
      property(entity, "airQualityIndex").put("value", index).put("observedAt", at);
      property(entity, "airQualityLevel").put("value", hour.category()).put("observedAt", at);
    }
  }

  private static ObjectNode property(ObjectNode entity, String name) {
    return entity.putObject(name).put("type", "Property");
  }

  private static BigDecimal decimal(double value) {
    return new BigDecimal(Numbers.plain(value));
  }
}
