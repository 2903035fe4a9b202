package city.pulso.alerting.live;

import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.AirState;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.GatewayState;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.HomeState;
import city.pulso.schemas.v1.ParkingState;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.SiteAir;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The state of what is registered and has not been heard: nothing is known, and why. */
final class Unheard {
  private static final String NOT_HEARD = "not-heard";
  private static final String UNKNOWN = "unknown";

  private Unheard() {}

  static AirState station(Station station) {
    return AirState.newBuilder()
        .setStation(station.getId())
        .setName(station.getName())
        .setDistrict(station.getDistrict())
        .setCategory("no-data")
        .build();
  }

  static AirState site(Site site) {
    return AirState.newBuilder()
        .setName(site.getName())
        .setDistrict(site.getDistrict())
        .setCategory("no-data")
        .setSite(
            SiteAir.newBuilder()
                .setSite(site.getId())
                .setKind(site.getKind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .setNoDataBecause(NOT_HEARD))
        .build();
  }

  static ParkingState zone(Zone zone) {
    int places = zone.hasCarPark() ? zone.getCarPark().getCapacity() : zone.getBaysCount();
    return ParkingState.newBuilder()
        .setZone(zone.getId())
        .setName(zone.getName())
        .setDistrict(zone.getDistrict())
        .setCapacity(places)
        .setUnknown(places)
        .build();
  }

  static HomeState home(Home home) {
    return HomeState.newBuilder()
        .setHome(home.getId())
        .setDistrict(home.getDistrict())
        .setState(UNKNOWN)
        .setBecause(NOT_HEARD)
        .build();
  }

  /** One stream for each domain the gateway has devices of. */
  static List<GatewayState> streams(Gateway gateway) {
    Set<Domain> domains = EnumSet.noneOf(Domain.class);
    for (Device device : gateway.getDevicesList()) {
      domains.add(device.getDomain());
    }
    domains.remove(Domain.DOMAIN_UNSPECIFIED);
    domains.remove(Domain.UNRECOGNIZED);
    return domains.stream()
        .map(
            domain ->
                GatewayState.newBuilder()
                    .setGateway(gateway.getId())
                    .setDomain(Topics.level(domain))
                    .setDistrict(gateway.getDistrict())
                    .setState(UNKNOWN)
                    .build())
        .toList();
  }
}
