package city.pulso.simulator.replay;

import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.CarPark;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.District;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Place;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.RiskClass;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The replayed city while it is being put together. */
final class CityDraft {
  private final List<RegistryEntry> entries = new ArrayList<>();
  private final Map<String, Gateway.Builder> gateways = new LinkedHashMap<>();
  private final Map<String, Zone.Builder> zones = new LinkedHashMap<>();
  private final Map<String, Home.Builder> homes = new LinkedHashMap<>();

  CityDraft(String timeZone) {
    entries.add(
        RegistryEntry.newBuilder()
            .setCity(City.newBuilder().setId("replay").setName("Replay").setTimeZone(timeZone))
            .build());
  }

  void district(String id, String name, double latitude, double longitude, int population) {
    entries.add(
        RegistryEntry.newBuilder()
            .setDistrict(
                District.newBuilder()
                    .setId(id)
                    .setName(name)
                    .setPlace(place(latitude, longitude))
                    .setPopulation(population))
            .build());
  }

  void gateway(String id, String district, double latitude, double longitude) {
    gateways.put(
        id,
        Gateway.newBuilder().setId(id).setDistrict(district).setPlace(place(latitude, longitude)));
  }

  void station(
      String device,
      String name,
      String district,
      String gateway,
      double latitude,
      double longitude,
      String type,
      int intervalSeconds) {
    entries.add(
        RegistryEntry.newBuilder()
            .setStation(
                Station.newBuilder()
                    .setId(device)
                    .setName(name)
                    .setDistrict(district)
                    .setGateway(gateway)
                    .setDevice(device)
                    .setPlace(place(latitude, longitude))
                    .setType(type))
            .build());
    device(gateway, device, Domain.AIR, "air-module", intervalSeconds);
  }

  void carPark(
      String device,
      String name,
      String district,
      String gateway,
      double latitude,
      double longitude,
      int capacity,
      int intervalSeconds) {
    zones.put(
        device,
        Zone.newBuilder()
            .setId(device)
            .setName(name)
            .setDistrict(district)
            .setPlace(place(latitude, longitude))
            .setCarPark(
                CarPark.newBuilder().setGateway(gateway).setDevice(device).setCapacity(capacity)));
    device(gateway, device, Domain.PARKING, "car-park-counter", intervalSeconds);
  }

  void zone(String id, String name, String district, double latitude, double longitude) {
    zones.put(
        id,
        Zone.newBuilder()
            .setId(id)
            .setName(name)
            .setDistrict(district)
            .setPlace(place(latitude, longitude)));
  }

  void bay(
      String zone, String bay, String gateway, String device, double latitude, double longitude) {
    known(zones, zone)
        .addBays(
            Bay.newBuilder()
                .setId(bay)
                .setGateway(gateway)
                .setDevice(device)
                .setPlace(place(latitude, longitude)));
    device(gateway, device, Domain.PARKING, "bay-sensor", 0);
  }

  void home(String id, String district) {
    homes.put(id, Home.newBuilder().setId(id).setDistrict(district).setRisk(RiskClass.HIGH));
  }

  void plug(
      String home,
      String gateway,
      String device,
      String appliance,
      boolean showsActivity,
      int intervalSeconds) {
    known(homes, home)
        .addPlugs(
            Plug.newBuilder()
                .setGateway(gateway)
                .setDevice(device)
                .setAppliance(appliance)
                .setShowsActivity(showsActivity));
    device(gateway, device, Domain.HOMES, "smart-plug", intervalSeconds);
  }

  private void device(
      String gateway, String device, Domain domain, String kind, int intervalSeconds) {
    known(gateways, gateway)
        .addDevices(
            Device.newBuilder()
                .setId(device)
                .setDomain(domain)
                .setKind(kind)
                .setReportIntervalS(intervalSeconds));
  }

  private static <T> T known(Map<String, T> drafts, String id) {
    return Objects.requireNonNull(drafts.get(id), id);
  }

  List<RegistryEntry> finish() {
    List<RegistryEntry> all = new ArrayList<>(entries);
    gateways.values().forEach(g -> all.add(RegistryEntry.newBuilder().setGateway(g).build()));
    zones.values().forEach(z -> all.add(RegistryEntry.newBuilder().setZone(z).build()));
    homes.values().forEach(h -> all.add(RegistryEntry.newBuilder().setHome(h).build()));
    return List.copyOf(all);
  }

  /** A pseudonym that tells nothing and stays the same. */
  static String pseudonym(String source) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return "h-" + HexFormat.of().formatHex(hash, 0, 5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A registry id from a published name: lower case, umlauts spelt out, the rest dashes. */
  static String slug(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replace("ä", "ae")
        .replace("ö", "oe")
        .replace("ü", "ue")
        .replace("ß", "ss")
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  private static Place place(double latitude, double longitude) {
    return Place.newBuilder().setLatitude(latitude).setLongitude(longitude).build();
  }
}
