package city.pulso.simulator.replay;

import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.SiteStatus;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Münster's car parks, free spaces every 5 to 15 minutes, in both published formats.
 *
 * <p>2023 has numbers only and no capacities. 2026 quotes its fields, gives capacities in brackets
 * in a row {@code Anzahl Parkplätze gesamt} at the start of each day, and the words {@code ges}
 * (closed), {@code bes} (full) and {@code kei} (no information) in place of numbers: such a reading
 * carries the status and no count. A reading carries the capacity published last; a number carries
 * no status, because the source says none. An unknown word is passed on as no information.
 */
final class Muenster implements Recording {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final String CAPACITIES = "Anzahl Parkplätze gesamt";
  private static final double LATITUDE = 51.9607;
  private static final double LONGITUDE = 7.6261;

  private final String name;
  private final Path file;
  private final Span span;
  private final CivilTime time = new CivilTime(CivilTime.Order.YEAR_FIRST, ZONE);

  private Muenster(String name, Path file, Span span) {
    this.name = name;
    this.file = file;
    this.span = span;
  }

  static Muenster of2023(Path sharedData) {
    return new Muenster(
        "muenster-2023",
        sharedData.resolve("parking/muenster_2023-03-13_2023-03-26.csv.gz"),
        new Span(ZONE, LocalDate.of(2023, 3, 13), LocalDate.of(2023, 3, 26)));
  }

  static Muenster of2026(Path sharedData) {
    return new Muenster(
        "muenster",
        sharedData.resolve("parking/muenster_2026-06-15_2026-06-21.csv.gz"),
        new Span(ZONE, LocalDate.of(2026, 6, 15), LocalDate.of(2026, 6, 21)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Span span() {
    return span;
  }

  private String gateway() {
    return "gw-" + name;
  }

  private String device(String carPark) {
    return name + "-" + CityDraft.slug(carPark);
  }

  @Override
  public void describe(CityDraft city) {
    city.district(name, "Münster", LATITUDE, LONGITUDE, 320_000);
    city.gateway(gateway(), name, LATITUDE, LONGITUDE);
    try (CsvRows rows = new CsvRows(file)) {
      List<String> first = rows.next();
      for (int i = 1; i < rows.header().size(); i++) {
        String carPark = rows.header().get(i);
        int capacity =
            first != null && first.get(0).equals(CAPACITIES) ? bracketed(first.get(i)) : 0;
        // Positions are not published with the counts: a ring around the centre keeps them apart.
        double turn = 2 * Math.PI * i / rows.header().size();
        city.carPark(
            device(carPark),
            carPark,
            name,
            gateway(),
            LATITUDE + 0.006 * Math.sin(turn),
            LONGITUDE + 0.01 * Math.cos(turn),
            capacity,
            900);
      }
    }
  }

  private static int bracketed(String field) {
    return Integer.parseInt(field.substring(1, field.length() - 1));
  }

  @Override
  public Rows open() {
    CsvRows rows = new CsvRows(file);
    Map<Integer, Integer> capacities = new HashMap<>();
    return rows.each(
        (f, into) -> {
          if (f.get(0).equals(CAPACITIES)) {
            for (int i = 1; i < f.size(); i++) {
              capacities.put(i, bracketed(f.get(i)));
            }
            return;
          }
          long ms = time.read(f.get(0));
          for (int i = 1; i < f.size(); i++) {
            CountObservation.Builder count = CountObservation.newBuilder();
            switch (f.get(i)) {
              case "" -> {}
              case "ges" -> count.setStatus(SiteStatus.CLOSED);
              case "bes" -> count.setStatus(SiteStatus.FULL);
              default -> {
                if (f.get(i).matches("-?\\d+")) {
                  count.setFree(Integer.parseInt(f.get(i)));
                } else {
                  count.setStatus(SiteStatus.NO_INFORMATION);
                }
              }
            }
            Integer capacity = capacities.get(i);
            if (capacity != null && (count.hasFree() || count.hasStatus())) {
              count.setCapacity(capacity);
            }
            into.add(
                new Observation(
                    gateway(),
                    device(rows.header().get(i)),
                    ms,
                    DeviceReading.newBuilder()
                        .setParking(ParkingReading.newBuilder().setCount(count))
                        .build()));
          }
        });
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    Function<String, String[]> fields = line -> line.replace("\"", "").split(",", -1);
    String[] names = fields.apply(AuditLines.header(file));
    List<String> capacities = new ArrayList<>();
    Map<String, String> words = Map.of("ges", "closed", "bes", "full", "kei", "no-information");
    AuditLines.forEach(
        file,
        line -> {
          String[] f = fields.apply(line);
          if (f[0].startsWith("Anzahl")) {
            capacities.clear();
            capacities.addAll(List.of(f));
            return;
          }
          long ms = AuditLines.utc(f[0], "yyyy-MM-dd HH:mm", "Europe/Berlin");
          for (int i = 1; i < f.length; i++) {
            String device = name + "-" + CityDraft.slug(names[i]);
            if (f[i].isEmpty()) {
              emptyDevice.accept(device);
              continue;
            }
            Map<String, Object> values = new LinkedHashMap<>();
            String word = words.get(f[i]);
            if (word == null) {
              values.put("free", Double.valueOf(f[i]));
            } else {
              values.put("status", word);
            }
            if (!capacities.isEmpty()) {
              values.put("capacity", Double.valueOf(capacities.get(i).replaceAll("[()]", "")));
            }
            row.accept(new AuditRow(device, ms, values));
          }
        });
  }
}
