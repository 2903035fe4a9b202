package city.pulso.standalone.export;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180): a line per station and hour. Units are part of the column names, times carry
 * their offset, and the column {@code time_zone} names the city's zone. An empty cell is no data.
 */
public final class AirCsv implements OpenData {
  private final Appendable out;
  private final ZoneId zone;
  private final Map<String, StationPlace> places;

  public AirCsv(Appendable out, ZoneId zone, Map<String, StationPlace> places) {
    this.out = out;
    this.zone = zone;
    this.places = Map.copyOf(places);
  }

  @Override
  public void begin() throws IOException {
    line(
        "hour_start",
        "hour_end",
        "time_zone",
        "district",
        "station",
        "name",
        "latitude_deg",
        "longitude_deg",
        String.join(",", AirHours.MEANS),
        "index",
        "category",
        "index_scheme",
        "readings",
        "flagged",
        "revision");
  }

  @Override
  public boolean write(AirHour hour) throws IOException {
    StationPlace place = places.get(hour.station());
    StringBuilder means = new StringBuilder();
    for (String field : AirHours.MEANS) {
      Double mean = hour.means().get(field);
      means.append(means.isEmpty() && field.equals(AirHours.MEANS.get(0)) ? "" : ",");
      means.append(mean == null ? "" : Numbers.plain(mean));
    }
    line(
        time(hour.start()),
        time(hour.start().plus(Duration.ofHours(1))),
        zone.getId(),
        cell(hour.district()),
        cell(hour.station()),
        place == null ? "" : cell(place.name()),
        place == null ? "" : Numbers.plain(place.latitude()),
        place == null ? "" : Numbers.plain(place.longitude()),
        means.toString(),
        text(hour.index()),
        cell(hour.category()),
        cell(hour.scheme()),
        Long.toString(hour.readings()),
        Long.toString(hour.flagged()),
        Long.toString(hour.revision()));
    return true;
  }

  @Override
  public void end() {}

  private void line(String... cells) throws IOException {
    out.append(String.join(",", cells)).append("\r\n");
  }

  private String time(Instant at) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atZone(zone));
  }

  private static String text(@Nullable Integer number) {
    return number == null ? "" : number.toString();
  }

  private static String cell(String text) {
    return text.matches("(?s).*[\",\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
