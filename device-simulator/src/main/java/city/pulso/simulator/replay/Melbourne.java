package city.pulso.simulator.replay;

import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.ReportReason;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Melbourne's bays: each overstay becomes two reports, occupied at arrival and free at departure.
 *
 * <p>The set holds overstays only, so these bays are free more often than they were, and no
 * keep-alives: no interval is promised. Times have minutes. Of reports of one bay at one minute,
 * the end of an earlier stay comes first, then the arrival, so that the state after that minute is
 * right. Overlapping stays are passed on as they are. A bay belongs to the area of its first row;
 * bays without a published position stand at the centre of the city.
 */
final class Melbourne implements Recording {
  private static final ZoneId ZONE = ZoneId.of("Australia/Melbourne");
  private static final Span SPAN =
      new Span(ZONE, LocalDate.of(2016, 11, 7), LocalDate.of(2016, 11, 20));
  private static final double LATITUDE = -37.8136;
  private static final double LONGITUDE = 144.9631;

  private final Path stays;
  private final Path locations;
  private final CivilTime time = new CivilTime(CivilTime.Order.YEAR_FIRST, ZONE);

  Melbourne(Path sharedData) {
    this.stays = sharedData.resolve("parking/melbourne_overstays_2016-11-07_2016-11-20.csv.gz");
    this.locations = sharedData.resolve("parking/melbourne_bay_locations.csv.gz");
  }

  @Override
  public String name() {
    return "melbourne";
  }

  @Override
  public Span span() {
    return SPAN;
  }

  private static String device(String marker) {
    return "melbourne-" + marker;
  }

  private static String zone(String area) {
    return "melbourne-" + CityDraft.slug(area);
  }

  private static String gateway(String area) {
    return "gw-melbourne-" + CityDraft.slug(area);
  }

  /** Area by bay. */
  private Map<String, String> areas() {
    Map<String, String> areas = new TreeMap<>();
    try (CsvRows rows = new CsvRows(stays)) {
      for (List<String> f = rows.next(); f != null; f = rows.next()) {
        areas.putIfAbsent(f.get(3), f.get(4));
      }
    }
    return areas;
  }

  @Override
  public void describe(CityDraft city) {
    Map<String, double[]> places = new HashMap<>();
    try (CsvRows rows = new CsvRows(locations)) {
      for (List<String> f = rows.next(); f != null; f = rows.next()) {
        places.put(
            f.get(0), new double[] {Double.parseDouble(f.get(1)), Double.parseDouble(f.get(2))});
      }
    }
    Map<String, String> areas = areas();
    double[] centre = {LATITUDE, LONGITUDE};
    city.district("melbourne", "Melbourne", LATITUDE, LONGITUDE, 140_000);
    for (String area : new TreeSet<>(areas.values())) {
      city.gateway(gateway(area), "melbourne", LATITUDE, LONGITUDE);
      city.zone(zone(area), area, "melbourne", LATITUDE, LONGITUDE);
    }
    areas.forEach(
        (marker, area) -> {
          double[] at = places.getOrDefault(marker, centre);
          city.bay(
              zone(area),
              marker.toLowerCase(Locale.ROOT),
              gateway(area),
              device(marker),
              at[0],
              at[1]);
        });
  }

  private record Change(long ms, int rank, Observation observation) {}

  @Override
  public Rows open() {
    Map<String, String> areas = areas();
    List<Change> changes = new ArrayList<>();
    try (CsvRows rows = new CsvRows(stays)) {
      for (List<String> f = rows.next(); f != null; f = rows.next()) {
        String marker = f.get(3);
        String gateway = gateway(String.valueOf(areas.get(marker)));
        long arrival = time.read(f.get(1));
        String day = f.get(1).substring(0, f.get(1).indexOf(' ') + 1);
        long departure = time.read(day + f.get(2));
        changes.add(change(arrival, 1, gateway, marker, true));
        changes.add(change(departure, departure > arrival ? 0 : 2, gateway, marker, false));
      }
    }
    changes.sort(Comparator.comparingLong(Change::ms).thenComparingInt(Change::rank));
    return new Rows() {
      private int at;

      @Override
      public boolean next(List<Observation> into) {
        if (at == changes.size()) {
          return false;
        }
        into.add(changes.get(at++).observation());
        return true;
      }

      @Override
      public void close() {
        changes.clear();
      }
    };
  }

  private static Change change(long ms, int rank, String gateway, String marker, boolean occupied) {
    DeviceReading reading =
        DeviceReading.newBuilder()
            .setParking(
                ParkingReading.newBuilder()
                    .setBay(
                        BayObservation.newBuilder()
                            .setOccupied(occupied)
                            .setReason(ReportReason.CHANGE)))
            .build();
    return new Change(ms, rank, new Observation(gateway, device(marker), ms, reading));
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    // Kept by bay and minute with the letter that says which report stands last: departures of
    // earlier
    // stays "a", arrivals "b", departures of stays of no length "c".
    TreeMap<String, AuditRow> inOrder = new TreeMap<>();
    int[] line = {0};
    AuditLines.forEach(
        stays,
        text -> {
          String[] f = text.split(",", -1);
          line[0]++;
          long from = AuditLines.utc(f[1], "yyyy/M/d H:mm", "Australia/Melbourne");
          long to = AuditLines.utc(f[7] + " " + f[2], "yyyy/M/d H:mm", "Australia/Melbourne");
          String device = "melbourne-" + f[3];
          inOrder.put(
              device + "|" + from + "|b" + String.format("%08d", line[0]),
              new AuditRow(device, from, Map.of("occupied", true, "reason", "change")));
          inOrder.put(
              device + "|" + to + (to > from ? "|a" : "|c") + String.format("%08d", line[0]),
              new AuditRow(device, to, Map.of("occupied", false, "reason", "change")));
        });
    inOrder.values().forEach(row);
  }
}
