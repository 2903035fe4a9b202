package city.pulso.standalone;

import city.pulso.jobs.registry.CityFile;
import city.pulso.jobs.registry.CityFileException;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.simulator.replay.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which city is to live, and from when.
 *
 * @param story names it: state kept under another story is not continued
 * @param registry everything it consists of
 * @param replay the recorded messages; empty: virtual devices
 * @param begin city time at which a fresh start begins
 */
record CityPlan(
    String story, List<RegistryEntry> registry, Optional<Replay> replay, Instant begin) {
  CityPlan {
    registry = List.copyOf(registry);
  }

  /**
   * A virtual city.
   *
   * @param file its city file; null: Lima's
   * @throws CityException if the file has problems; the message has all of them
   */
  static CityPlan ofFile(@Nullable Path file, Instant begin) throws CityException {
    Path chosen =
        file != null
            ? file
            : Path.of(System.getProperty("pulso.home", "")).resolve("config/lima.yaml");
    try {
      return new CityPlan("live", CityFile.read(chosen), Optional.empty(), begin);
    } catch (IOException e) {
      throw new CityException("--city: " + chosen + " cannot be read", e);
    } catch (CityFileException e) {
      throw new CityException("--city: the file has problems\n" + e.getMessage(), e);
    }
  }

  List<Gateway> gateways() {
    return registry.stream()
        .filter(RegistryEntry::hasGateway)
        .map(RegistryEntry::getGateway)
        .toList();
  }

  String name() {
    return city().map(City::getName).filter(name -> !name.isBlank()).orElse("Pulso");
  }

  ZoneId zone() {
    try {
      return city().map(city -> ZoneId.of(city.getTimeZone())).orElse(ZoneId.of("UTC"));
    } catch (DateTimeException e) {
      return ZoneId.of("UTC");
    }
  }

  /** Tag of the index scheme the city judges its air by. */
  String airIndex() {
    return city().map(City::getAirIndex).filter(tag -> !tag.isEmpty()).orElse("us-epa");
  }

  private Optional<City> city() {
    return registry.stream().filter(RegistryEntry::hasCity).map(RegistryEntry::getCity).findFirst();
  }

  /** For example {@code 43 gateways, 35 stations, 12 zones, 60 homes}. */
  String extent() {
    return "%d gateways, %d stations, %d zones, %d homes"
        .formatted(
            gateways().size(),
            count(RegistryEntry::hasStation),
            count(RegistryEntry::hasZone),
            count(RegistryEntry::hasHome));
  }

  private long count(Predicate<RegistryEntry> kind) {
    return registry.stream().filter(kind).count();
  }
}
