package city.pulso.jobs.ingest;

import city.pulso.jobs.ingest.Assignment.Kind;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Place;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import java.util.HashMap;
import java.util.Map;

/** What one registry entry says about devices. Plain Java, stateless. */
final class RegistryIndex {
  private RegistryIndex() {}

  /** Id of whatever the entry is; empty when nothing is set. */
  static String id(RegistryEntry entry) {
    return switch (entry.getEntryCase()) {
      case CITY -> entry.getCity().getId();
      case DISTRICT -> entry.getDistrict().getId();
      case GATEWAY -> entry.getGateway().getId();
      case STATION -> entry.getStation().getId();
      case SITE -> entry.getSite().getId();
      case ZONE -> entry.getZone().getId();
      case HOME -> entry.getHome().getId();
      case ENTRY_NOT_SET -> "";
    };
  }

  /** Devices the entry gives a place, with what each reports about. */
  static Map<String, Assignment> assignments(RegistryEntry entry) {
    Map<String, Assignment> devices = new HashMap<>();
    switch (entry.getEntryCase()) {
      case GATEWAY ->
          devices.put(
              entry.getGateway().getId(),
              assignment(
                  Kind.GATEWAY,
                  entry.getGateway().getId(),
                  "",
                  entry.getGateway().getDistrict(),
                  "",
                  entry.getGateway().getPlace()));
      case STATION -> station(entry.getStation(), devices);
      case ZONE -> zone(entry.getZone(), devices);
      case HOME -> home(entry.getHome(), devices);
      case CITY, DISTRICT, SITE, ENTRY_NOT_SET -> {}
    }
    devices.remove("");
    return devices;
  }

  private static void station(Station station, Map<String, Assignment> devices) {
    Place place = station.getPlace();
    devices.put(
        station.getDevice(),
        new Assignment(
            Kind.STATION,
            station.getId(),
            "",
            station.getDistrict(),
            station.getName(),
            place.getLatitude(),
            place.getLongitude(),
            station.getType(),
            false,
            0,
            0));
  }

  private static void zone(Zone zone, Map<String, Assignment> devices) {
    for (Bay bay : zone.getBaysList()) {
      devices.put(
          bay.getDevice(),
          assignment(
              Kind.BAY,
              zone.getId(),
              bay.getId(),
              zone.getDistrict(),
              zone.getName(),
              zone.getPlace()));
    }
    if (zone.hasCarPark()) {
      Place place = zone.getPlace();
      devices.put(
          zone.getCarPark().getDevice(),
          new Assignment(
              Kind.CAR_PARK,
              zone.getId(),
              "",
              zone.getDistrict(),
              zone.getName(),
              place.getLatitude(),
              place.getLongitude(),
              "",
              false,
              zone.getCarPark().getCapacity(),
              0));
    }
  }

  private static void home(Home home, Map<String, Assignment> devices) {
    for (Plug plug : home.getPlugsList()) {
      devices.put(
          plug.getDevice(),
          new Assignment(
              Kind.PLUG,
              home.getId(),
              "",
              home.getDistrict(),
              "",
              0,
              0,
              plug.getAppliance(),
              plug.getShowsActivity(),
              0,
              0));
    }
  }

  private static Assignment assignment(
      Kind kind, String subject, String part, String district, String name, Place place) {
    return new Assignment(
        kind,
        subject,
        part,
        district,
        name,
        place.getLatitude(),
        place.getLongitude(),
        "",
        false,
        0,
        0);
  }
}
