package city.pulso.standalone;

import city.pulso.jobs.registry.CityFile;
import city.pulso.jobs.registry.CityFileException;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Station;
import city.pulso.standalone.export.AirCsv;
import city.pulso.standalone.export.AirHour;
import city.pulso.standalone.export.AirHours;
import city.pulso.standalone.export.AirQualityObserved;
import city.pulso.standalone.export.OpenData;
import city.pulso.standalone.export.StationPlace;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pulso export}: open data from the store. */
@Command(
    name = "export",
    description = "Writes what the store holds as open data.",
    mixinStandardHelpOptions = true,
    subcommands = ExportCommand.Air.class)
final class ExportCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to export: export air --from DAY --to DAY --format csv");
  }

  /** Formats. */
  enum Format {
    csv,
    ngsi_ld;

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  /** {@code pulso export air}. */
  @Command(
      name = "air",
      description =
          "Hourly means and index of the air stations, as CSV or as NGSI-LD (FIWARE AirQualityObserved).",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "It asks the store of the running city, or an InfluxDB. Times without an offset are UTC.",
        "",
        "Examples (the days are those of the recorded data: ./pulso up --replay)",
        "  ./pulso export air --from 2017-05-04 --to 2017-05-08 --format csv --out air.csv",
        "  ./pulso export air --from 2017-05-06T00:00-05:00 --to 2017-05-07T00:00-05:00 \\",
        "      --format ngsi-ld --station air-lince --station air-ate > air.jsonld",
        "  ./pulso export air --from 2017-05-01 --to 2017-06-01 --format csv \\",
        "      --influx http://127.0.0.1:8086 --bucket pulso --token-file token"
      })
  static final class Air implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--from",
        required = true,
        paramLabel = "TIME",
        converter = InstantOption.class,
        description = "First hour, for example 2017-05-04 or 2017-05-04T08:00-05:00.")
    private Instant from = Instant.EPOCH;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "TIME",
        converter = InstantOption.class,
        description = "End: the first hour that is no longer exported.")
    private Instant to = Instant.EPOCH;

    @Option(
        names = "--format",
        required = true,
        paramLabel = "FORMAT",
        description = "${COMPLETION-CANDIDATES}.")
    private Format format = Format.csv;

    @Option(
        names = "--station",
        paramLabel = "ID",
        description = "Only this station; may be repeated (default: all).")
    private List<String> stations = new ArrayList<>();

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Written when everything has been read (default: standard output).")
    private @Nullable Path out;

    @Option(
        names = "--city",
        paramLabel = "FILE",
        description =
            "City file: time zone, names and places of the stations (default: config/lima.yaml).")
    private @Nullable Path city;

    @Mixin private StoreOption store = new StoreOption();

    @Override
    public Integer call() throws CityException {
      if (!from.isBefore(to)) {
        throw new ParameterException(
            spec.commandLine(), "--to: " + to + " is not after --from " + from);
      }
      export();
      return 0;
    }

    private void export() throws CityException {
      Path file =
          city != null
              ? city
              : Path.of(System.getProperty("pulso.home", "")).resolve("config/lima.yaml");
      List<RegistryEntry> entries = entries(file);
      AirHours hours = new AirHours(store.open());
      Path target = out;
      try {
        if (target == null) {
          write(hours, spec.commandLine().getOut(), entries, file);
          spec.commandLine().getOut().flush();
          return;
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (Writer writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
          write(hours, writer, entries, file);
        } catch (IOException | RuntimeException | CityException failed) {
          Files.deleteIfExists(part);
          throw failed;
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new CityException("export: " + e.getMessage(), e);
      }
    }

    private void write(AirHours hours, Appendable writer, List<RegistryEntry> entries, Path file)
        throws IOException, CityException {
      PrintWriter progress = spec.commandLine().getErr();
      Map<String, StationPlace> places = places(entries);
      OpenData data =
          format == Format.csv
              ? new AirCsv(writer, zone(entries), places)
              : new AirQualityObserved(writer, cityId(entries), places);
      Set<String> without = new TreeSet<>();
      long written = 0;
      long left = 0;
      progress.println("exporting " + span(zone(entries)));
      data.begin();
      for (Instant day = from; day.isBefore(to); day = day.plus(Duration.ofDays(1))) {
        Instant end = day.plus(Duration.ofDays(1)).isBefore(to) ? day.plus(Duration.ofDays(1)) : to;
        List<AirHour> found = between(hours, day, end);
        for (AirHour hour : found) {
          boolean taken = data.write(hour);
          written += taken ? 1 : 0;
          left += taken ? 0 : 1;
          if (!places.containsKey(hour.station())) {
            without.add(hour.station());
          }
        }
        if (!found.isEmpty()) {
          progress.println(day + ": " + found.size() + " hours");
          progress.flush();
        }
      }
      data.end();
      if (!without.isEmpty()) {
        progress.println(
            "not in " + file + ", so without name and place: " + String.join(", ", without));
      }
      if (left > 0) {
        progress.println(
            left + " hours left out: AirQualityObserved needs a place and an observation");
      }
      if (format == Format.csv) {
        progress.println("times in it are those of " + zone(entries) + ", the zone of " + file);
      }
      progress.println(
          written == 0
              ? "nothing found: the store has no hour of these days (and stations)"
              : Terminal.number(written) + " hours written");
      progress.flush();
    }

    /** What is asked for, as given and on the city's own clocks. */
    private String span(ZoneId zone) {
      DateTimeFormatter local = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(zone);
      return from
          + " to "
          + to
          + ", in "
          + zone
          + " "
          + local.format(from)
          + " to "
          + local.format(to);
    }

    private List<AirHour> between(AirHours hours, Instant day, Instant end)
        throws IOException, CityException {
      try {
        return hours.between(day, end, new HashSet<>(stations));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CityException("export: interrupted", e);
      }
    }

    private static List<RegistryEntry> entries(Path file) throws CityException {
      try {
        return CityFile.read(file);
      } catch (IOException e) {
        throw new CityException("--city: " + file + " cannot be read", e);
      } catch (CityFileException e) {
        throw new CityException("--city: the file has problems\n" + e.getMessage(), e);
      }
    }

    private static Map<String, StationPlace> places(List<RegistryEntry> entries) {
      Map<String, StationPlace> places = new HashMap<>();
      for (RegistryEntry entry : entries) {
        if (entry.hasStation()) {
          Station station = entry.getStation();
          places.put(
              station.getId(),
              new StationPlace(
                  station.getName(),
                  station.getPlace().getLatitude(),
                  station.getPlace().getLongitude()));
        }
      }
      return places;
    }

    private static ZoneId zone(List<RegistryEntry> entries) {
      return entries.stream()
          .filter(RegistryEntry::hasCity)
          .findFirst()
          .map(entry -> ZoneId.of(entry.getCity().getTimeZone()))
          .orElse(ZoneId.of("UTC"));
    }

    private static String cityId(List<RegistryEntry> entries) {
      return entries.stream()
          .filter(RegistryEntry::hasCity)
          .findFirst()
          .map(entry -> entry.getCity().getId())
          .orElse("city");
    }
  }
}
