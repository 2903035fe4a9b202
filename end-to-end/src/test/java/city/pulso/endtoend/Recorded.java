package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.simulator.replay.DeviceInventory;
import city.pulso.simulator.replay.Replay;
import city.pulso.simulator.replay.ReplayOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Recorded days or hours, and what the source files themselves say must be in the store afterwards.
 */
final class Recorded {
  private static final Instant FROM = Instant.parse("2017-05-05T00:00:00Z");

  /** What a device reports; the other columns say how the reading came or what was made of it. */
  private static final Map<String, Set<String>> REPORTED =
      Map.of(
          "air_raw", numbers(Measurements.AIR_RAW),
          "parking_raw",
              Set.of("occupied", "reason", "free", "occupied_count", "capacity", "status"),
          "plug_raw", Set.of("power_w"));

  private final Path directory;
  private final List<String> sets;
  private final Replay replay;

  private Recorded(Path directory, List<String> sets, Replay replay) {
    this.directory = directory;
    this.sets = sets;
    this.replay = replay;
  }

  /** Seoul's stations, Münster's car parks and two homes, for two days. */
  static Recorded twoDays() {
    return load(Duration.ofDays(2), "seoul", "muenster-2023=2023-03-17", "refit=2014-05-02");
  }

  /**
   * Skips the test where the recordings are absent.
   *
   * @param length whole hours
   * @param sets as after {@code --set}
   */
  static Recorded load(Duration length, String... sets) {
    Path directory = SharedData.find();
    assumeTrue(directory != null, "the recordings (shared/data beside the project) are absent");
    List<String> chosen = List.of(sets);
    return new Recorded(
        directory, chosen, Replay.load(directory, ReplayOptions.of(FROM, length, chosen)));
  }

  /** City time at which the replay begins. */
  Instant from() {
    return replay.options().from();
  }

  /** City time at which it ends, exclusive. */
  Instant to() {
    return replay.options().to();
  }

  /**
   * The options that make {@code pulso up} replay the same.
   *
   * @param more further options
   */
  String[] options(double rate, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--replay", directory.toString(),
                "--from", from().toString(),
                "--length", replay.options().duration().toHours() + "h",
                "--set", String.join(",", sets),
                "--rate", Double.toString(rate)));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  /** Readings the store must hold in all. */
  long distinct() {
    return replay.inventory().values().stream().mapToLong(DeviceInventory::distinct).sum();
  }

  /** Messages the devices must have sent in all. */
  long rows() {
    return replay.inventory().values().stream().mapToLong(DeviceInventory::rows).sum();
  }

  /** Count and checksum, device by device. */
  void assertStored(StoredRows store) {
    Map<String, String> differences = new TreeMap<>();
    Map<String, String> tables = tables();
    Map<String, DeviceInventory> inventory = replay.inventory();
    assertThat(inventory).as("devices with recorded readings").hasSizeGreaterThan(40);
    inventory.forEach(
        (device, expected) -> {
          String table = tables.get(device);
          List<Map<String, Object>> rows = store.ofDevice(table, device);
          long checksum = 0;
          for (Map<String, Object> row : rows) {
            Instant time = (Instant) row.get("time");
            checksum += DeviceInventory.hash(time.toEpochMilli(), reported(table, row));
          }
          if (rows.size() != expected.distinct() || checksum != expected.checksum()) {
            differences.put(
                device,
                "%d rows of %d, checksum %s"
                    .formatted(
                        rows.size(),
                        expected.distinct(),
                        checksum == expected.checksum() ? "right" : "wrong"));
          }
        });
    assertThat(differences).as("devices whose stored readings are not the recorded ones").isEmpty();
    for (String table : new HashSet<>(tables.values())) {
      long expected =
          inventory.entrySet().stream()
              .filter(each -> table.equals(tables.get(each.getKey())))
              .mapToLong(each -> each.getValue().distinct())
              .sum();
      assertThat(store.count(table)).as(table).isEqualTo(expected);
    }
  }

  /**
   * The ledger against the stored rows: hour by hour it counts what is there, and nothing is lost.
   * Left out are devices whose recording says the same moment twice, which a store keeps once.
   */
  void assertLedger(StoredRows store) {
    Map<String, String> tables = tables();
    List<String> wrong = new ArrayList<>();
    int hoursTold = 0;
    for (Map.Entry<String, DeviceInventory> each : replay.inventory().entrySet()) {
      String device = each.getKey();
      if (each.getValue().rows() != each.getValue().distinct()) {
        continue;
      }
      Map<Instant, Long> stored = new HashMap<>();
      for (Map<String, Object> row : store.ofDevice(tables.get(device), device)) {
        stored.merge(((Instant) row.get("time")).truncatedTo(ChronoUnit.HOURS), 1L, Long::sum);
      }
      for (Map<String, Object> hour : store.ofDevice("completeness", device)) {
        hoursTold++;
        long received = whole(hour, "received");
        long kept = stored.getOrDefault(hour.get("time"), 0L);
        if (received != kept || whole(hour, "unaccounted") != 0) {
          wrong.add(device + " " + hour + ", stored " + stored.get(hour.get("time")));
        }
      }
    }
    assertThat(hoursTold).as("hours told by the ledger").isGreaterThan(400);
    assertThat(wrong).as("hours of the ledger that differ from what is stored").isEmpty();
  }

  /** Stores differ in whether a whole number comes back as one. */
  private static long whole(Map<String, Object> row, String column) {
    return ((Number) row.get(column)).longValue();
  }

  private static Map<String, Object> reported(String table, Map<String, Object> row) {
    Map<String, Object> values = new LinkedHashMap<>(row);
    values.keySet().retainAll(REPORTED.get(table));
    values.values().removeIf(""::equals);
    return values;
  }

  private static Set<String> numbers(Measurement measurement) {
    Set<String> names = new HashSet<>();
    for (Measurement.Field field : measurement.fields()) {
      if (field.type() == Measurement.Type.FLOAT) {
        names.add(field.name());
      }
    }
    return names;
  }

  /** Which table holds a device's readings. */
  private Map<String, String> tables() {
    Map<String, String> tables = new HashMap<>();
    for (RegistryEntry entry : replay.registry()) {
      if (entry.hasStation()) {
        tables.put(entry.getStation().getDevice(), "air_raw");
      } else if (entry.hasZone()) {
        entry.getZone().getBaysList().forEach(bay -> tables.put(bay.getDevice(), "parking_raw"));
        if (entry.getZone().hasCarPark()) {
          tables.put(entry.getZone().getCarPark().getDevice(), "parking_raw");
        }
      } else if (entry.hasHome()) {
        entry.getHome().getPlugsList().forEach(plug -> tables.put(plug.getDevice(), "plug_raw"));
      }
    }
    return tables;
  }

  /**
   * Hourly PM2.5 of Seoul straight from the file, by station and start of the hour: the published
   * mean where it can be one, which -1 and more PM2.5 than PM10 cannot.
   */
  Map<String, Map<Instant, Double>> seoulHours() throws IOException {
    Map<String, Map<Instant, Double>> hours = new TreeMap<>();
    Map<String, String> stations = new HashMap<>();
    for (RegistryEntry entry : replay.registry()) {
      if (entry.hasStation()) {
        stations.put(entry.getStation().getDevice(), entry.getStation().getId());
      }
    }
    DateTimeFormatter label = DateTimeFormatter.ofPattern("yyyy-MM-dd H:mm");
    Path file = directory.resolve("air/seoul_2017-04-24_2017-05-14.csv.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] field = line.split(",");
        Instant start = LocalDateTime.parse(field[0], label).toInstant(ZoneOffset.ofHours(9));
        Instant observed = start.plus(Duration.ofHours(1));
        double pm10 = Double.parseDouble(field[6]);
        double pm25 = Double.parseDouble(field[7]);
        boolean inTime = !observed.isBefore(from()) && observed.isBefore(to());
        boolean possible = pm25 >= 0 && (pm10 < 0 || pm25 <= 1.1 * pm10 + 3);
        if (inTime && possible) {
          hours
              .computeIfAbsent(stations.get("seoul-" + field[1]), station -> new TreeMap<>())
              .put(start, pm25);
        }
      }
    }
    return hours;
  }
}
