package city.pulso.simulator.replay;

import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.ParkingReading;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Birmingham's 29 car parks: vehicles counted, about every half hour of the day. Duplicate rows,
 * negative counts and counts above capacity are passed on. No interval is promised: nights and two
 * days are absent.
 */
final class Birmingham implements Recording {
  private static final ZoneId ZONE = ZoneId.of("Europe/London");
  private static final Span SPAN =
      new Span(ZONE, LocalDate.of(2016, 10, 4), LocalDate.of(2016, 10, 31));
  private static final String GATEWAY = "gw-birmingham";
  private static final double LATITUDE = 52.4796;
  private static final double LONGITUDE = -1.9026;

  private final Path file;
  private final CivilTime time = new CivilTime(CivilTime.Order.YEAR_FIRST, ZONE);

  Birmingham(Path sharedData) {
    this.file = sharedData.resolve("parking/birmingham_2016-10-04_2016-10-31.csv.gz");
  }

  @Override
  public String name() {
    return "birmingham";
  }

  @Override
  public Span span() {
    return SPAN;
  }

  private static String device(String systemCode) {
    return "birmingham-" + CityDraft.slug(systemCode);
  }

  @Override
  public void describe(CityDraft city) {
    city.district("birmingham", "Birmingham", LATITUDE, LONGITUDE, 1_140_000);
    city.gateway(GATEWAY, "birmingham", LATITUDE, LONGITUDE);
    Map<String, Integer> capacities = new TreeMap<>();
    try (CsvRows rows = new CsvRows(file)) {
      for (List<String> f = rows.next(); f != null; f = rows.next()) {
        capacities.put(f.get(0), Integer.parseInt(f.get(1)));
      }
    }
    int i = 0;
    for (Map.Entry<String, Integer> each : capacities.entrySet()) {
      double turn = 2 * Math.PI * i++ / capacities.size();
      city.carPark(
          device(each.getKey()),
          each.getKey(),
          "birmingham",
          GATEWAY,
          LATITUDE + 0.007 * Math.sin(turn),
          LONGITUDE + 0.011 * Math.cos(turn),
          each.getValue(),
          0);
    }
  }

  @Override
  public Rows open() {
    return new SortedRows(
        new CsvRows(file)
            .each(
                (f, into) -> {
                  CountObservation count =
                      CountObservation.newBuilder()
                          .setCapacity(Integer.parseInt(f.get(1)))
                          .setOccupied(Integer.parseInt(f.get(2)))
                          .build();
                  into.add(
                      new Observation(
                          GATEWAY,
                          device(f.get(0)),
                          time.read(f.get(3)),
                          DeviceReading.newBuilder()
                              .setParking(ParkingReading.newBuilder().setCount(count))
                              .build()));
                }));
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    AuditLines.forEach(
        file,
        line -> {
          String[] f = line.split(",", -1);
          row.accept(
              new AuditRow(
                  "birmingham-" + CityDraft.slug(f[0]),
                  AuditLines.utc(f[3], "yyyy-MM-dd HH:mm:ss", "Europe/London"),
                  Map.of(
                      "capacity", Double.valueOf(f[1]),
                      "occupied_count", Double.valueOf(f[2]))));
        });
  }
}
