package city.pulso.jobs.registry;

import city.pulso.jobs.air.index.IndexScheme;
import city.pulso.jobs.air.index.IndexSchemes;
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
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.SiteKind;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Turns the file's sections into registry entries. Used once. */
final class CityReader {
  static final int MOST_BAYS = 2000;
  private static final Set<String> SCHEMES =
      IndexSchemes.all().stream().map(IndexScheme::tag).collect(Collectors.toUnmodifiableSet());
  private static final double BAY_LENGTH_DEGREES = 0.00006; // about 6 m

  private final Findings findings;
  private final References references;
  private final Map<String, District> districts = new LinkedHashMap<>();
  private final Map<String, Gateway.Builder> gateways = new LinkedHashMap<>();
  private final List<RegistryEntry> entries = new ArrayList<>();
  private String timeZone = "";

  CityReader(Findings findings) {
    this.findings = findings;
    this.references = new References(findings);
  }

  List<RegistryEntry> read(Node root) {
    Section file =
        new Section(
            "",
            root,
            Set.of("city", "districts", "gateways", "stations", "sites", "zones", "homes"),
            findings);
    city(file);
    file.list("districts", Set.of("id", "name", "at", "population")).forEach(this::district);
    gateways(file);
    file.list(
            "stations",
            Set.of("id", "name", "district", "gateway", "device", "at", "type", "every-seconds"))
        .forEach(this::station);
    file.list("sites", Set.of("id", "name", "district", "at", "kind", "hours", "people"))
        .forEach(this::site);
    file.list("zones", Set.of("id", "name", "district", "gateway", "at", "bays", "car-park"))
        .forEach(this::zone);
    file.list("homes", Set.of("id", "district", "gateway", "risk", "limit", "plugs"))
        .forEach(this::home);
    references.check();
    List<RegistryEntry> all = new ArrayList<>(entries);
    gateways.values().forEach(g -> all.add(RegistryEntry.newBuilder().setGateway(g).build()));
    return List.copyOf(all);
  }

  private void city(Section file) {
    Section city =
        file.section("city", Set.of("id", "name", "time-zone", "air-advisories", "air-index"));
    if (city == null) {
      findings.add(file.line(), "'city' is missing; use city: {id, name, time-zone}");
      return;
    }
    String id = city.id("id");
    String zone = city.text("time-zone", "");
    try {
      ZoneId.of(zone);
      timeZone = zone;
    } catch (DateTimeException e) {
      city.wrong(
          "time-zone",
          "'" + zone + "' is not accepted; use an IANA zone, for example America/Lima");
    }
    add(
        RegistryEntry.newBuilder()
            .setCity(
                City.newBuilder()
                    .setId(id)
                    .setName(city.text("name", id))
                    .setTimeZone(zone)
                    .setAirIndex(city.word("air-index", "us-epa", SCHEMES))
                    .setAirAdvisories(
                        city.word("air-advisories", "none", Set.of("none", "korea"))
                            .replace("none", ""))));
  }

  private void district(Section d) {
    String id = d.id("id");
    references.declare("district", id, d);
    Place at = required(d, null);
    District district =
        District.newBuilder()
            .setId(id)
            .setName(d.text("name", id))
            .setPlace(at)
            .setPopulation(d.whole("population", 0, 0, 50_000_000))
            .build();
    districts.putIfAbsent(id, district);
    add(RegistryEntry.newBuilder().setDistrict(district));
  }

  private void gateways(Section file) {
    if (file.isScalar("gateways")) {
      if (!file.word("gateways", "", Set.of("one-per-district")).isEmpty()) {
        districts.forEach((id, d) -> gateway("gw-" + id, id, d.getPlace(), file));
      }
      return;
    }
    for (Section g : file.list("gateways", Set.of("id", "district", "at"))) {
      String id = g.id("id");
      String district = district(g, true);
      gateway(id, district, required(g, place(district)), g);
    }
  }

  private void gateway(String id, String district, Place at, Section where) {
    references.declare("gateway", id, where);
    gateways.putIfAbsent(id, Gateway.newBuilder().setId(id).setDistrict(district).setPlace(at));
  }

  private void station(Section s) {
    String id = s.id("id");
    references.declare("station or site", id, s);
    String district = district(s, true);
    String gateway = gateway(s, "gw-" + district);
    String device = s.matching("device", id, Section.DEVICE);
    device(s, gateway, device, Domain.AIR, "air-module", s.whole("every-seconds", 60, 1, 86_400));
    add(
        RegistryEntry.newBuilder()
            .setStation(
                Station.newBuilder()
                    .setId(id)
                    .setName(s.text("name", id))
                    .setDistrict(district)
                    .setGateway(gateway)
                    .setDevice(device)
                    .setPlace(required(s, place(district)))
                    .setType(s.text("type", "low-cost-optical"))));
  }

  private void site(Section s) {
    String id = s.id("id");
    // stations and sites share the topic of their latest state
    references.declare("station or site", id, s);
    openingHours(s);
    String district = district(s, true);
    String kind = s.word("kind", "", Set.of("school", "kindergarten", "senior-centre", "hospital"));
    if (!s.has("kind")) {
      findings.add(
          s.line(),
          s.path() + ": 'kind' is missing; use school, kindergarten, senior-centre or hospital");
    }
    add(
        RegistryEntry.newBuilder()
            .setSite(
                Site.newBuilder()
                    .setId(id)
                    .setName(s.text("name", id))
                    .setDistrict(district)
                    .setPlace(required(s, place(district)))
                    .setKind(
                        kind.isEmpty()
                            ? SiteKind.SITE_KIND_UNSPECIFIED
                            : SiteKind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_')))
                    .setOpeningHours(s.text("hours", ""))
                    .setTimeZone(timeZone)
                    .setPeople(s.whole("people", 0, 0, 1_000_000))));
  }

  private static void openingHours(Section s) {
    String hours = s.text("hours", "");
    if (!hours.isEmpty()) {
      try {
        OpeningHours.parse(hours);
      } catch (IllegalArgumentException wrong) {
        s.wrong("hours", String.valueOf(wrong.getMessage()));
      }
    }
  }

  private void zone(Section z) {
    String id = z.id("id");
    references.declare("zone", id, z);
    String district = district(z, true);
    String gateway = gateway(z, "gw-" + district);
    Place at = required(z, place(district));
    Zone.Builder zone =
        Zone.newBuilder().setId(id).setName(z.text("name", id)).setDistrict(district).setPlace(at);
    if (z.has("bays") == z.has("car-park")) {
      findings.add(z.line(), z.path() + ": use either 'bays' or 'car-park'");
    }
    if (z.isScalar("bays")) {
      int count = z.whole("bays", 0, 1, MOST_BAYS);
      for (int i = 1; i <= count; i++) {
        // In a row along the street from the zone's place.
        Place bayAt =
            at.toBuilder().setLongitude(at.getLongitude() + (i - 1) * BAY_LENGTH_DEGREES).build();
        bay(zone, z, String.format(Locale.ROOT, "b%02d", i), gateway, "", bayAt);
      }
    } else {
      for (Section b : z.list("bays", Set.of("id", "gateway", "device", "at"))) {
        String bay = b.id("id");
        references.declare("bay of zone " + id, bay, b);
        bay(
            zone,
            b,
            bay,
            gateway(b, gateway),
            b.matching("device", "", Section.DEVICE),
            required(b, at));
      }
    }
    Section park = z.section("car-park", Set.of("capacity", "gateway", "device", "every-seconds"));
    if (park != null) {
      String own = gateway(park, gateway);
      String device = park.matching("device", id, Section.DEVICE);
      device(
          park,
          own,
          device,
          Domain.PARKING,
          "car-park-counter",
          park.whole("every-seconds", 300, 1, 86_400));
      zone.setCarPark(
          CarPark.newBuilder()
              .setGateway(own)
              .setDevice(device)
              .setCapacity(park.whole("capacity", 0, 0, 100_000)));
    }
    add(RegistryEntry.newBuilder().setZone(zone));
  }

  private void bay(
      Zone.Builder zone, Section where, String bay, String gateway, String device, Place at) {
    String own = device.isEmpty() ? zone.getId() + "-" + bay : device;
    device(where, gateway, own, Domain.PARKING, "bay-sensor", 3600);
    zone.addBays(Bay.newBuilder().setId(bay).setGateway(gateway).setDevice(own).setPlace(at));
  }

  private void home(Section h) {
    String id = h.id("id");
    references.declare("home", id, h);
    String district = district(h, true);
    String gateway = gateway(h, "gw-" + district);
    Home.Builder home =
        Home.newBuilder()
            .setId(id)
            .setDistrict(district)
            .setRisk(
                RiskClass.valueOf(
                    h.word("risk", "medium", Set.of("high", "medium", "low"))
                        .toUpperCase(Locale.ROOT)))
            .setInactivityLimitMinutes(h.minutes("limit", 7 * 1440));
    List<Section> plugs =
        h.list(
            "plugs", Set.of("device", "appliance", "gateway", "shows-activity", "every-seconds"));
    if (plugs.isEmpty()) {
      findings.add(h.line(), h.path() + ": 'plugs' is missing; a home has at least one");
    }
    boolean activity = false;
    for (Section p : plugs) {
      String appliance = p.matching("appliance", "other", Section.ID);
      String device = p.matching("device", id + "-" + appliance, Section.DEVICE);
      String own = gateway(p, gateway);
      boolean shows = p.flag("shows-activity", showsActivity(p, appliance));
      activity |= shows;
      device(p, own, device, Domain.HOMES, "smart-plug", p.whole("every-seconds", 300, 1, 86_400));
      home.addPlugs(
          Plug.newBuilder()
              .setGateway(own)
              .setDevice(device)
              .setAppliance(appliance)
              .setShowsActivity(shows));
    }
    if (!plugs.isEmpty() && !activity) {
      findings.add(
          h.line(), h.path() + ": no plug shows activity, so this home could never be told active");
    }
    add(RegistryEntry.newBuilder().setHome(home));
  }

  private static boolean showsActivity(Section plug, String appliance) {
    Optional<Appliance> known = Appliance.named(appliance);
    if (known.isEmpty() && !plug.has("shows-activity")) {
      plug.wrong(
          "appliance",
          (plug.has("appliance") ? "'" + appliance + "' is not known" : "is missing")
              + "; use "
              + String.join(", ", Appliance.names())
              + ", or say with shows-activity: true or false whether a person uses it"
              + Findings.nearest(appliance, Appliance.names()));
    }
    return known.map(Appliance::showsActivity).orElse(true);
  }

  private void device(
      Section where, String gateway, String device, Domain domain, String kind, int intervalS) {
    if (device.isEmpty()) {
      return; // said already
    }
    references.declare("device", device, where);
    Gateway.Builder owner = gateways.get(gateway);
    if (owner != null) {
      owner.addDevices(
          Device.newBuilder()
              .setId(device)
              .setDomain(domain)
              .setKind(kind)
              .setReportIntervalS(intervalS));
    }
  }

  private String district(Section s, boolean required) {
    String district = required ? s.id("district") : s.matching("district", "", Section.ID);
    references.need("district", district, s, "district");
    return district;
  }

  private String gateway(Section s, String absent) {
    String gateway = s.matching("gateway", absent.equals("gw-") ? "" : absent, Section.ID);
    references.need("gateway", gateway, s, "gateway");
    return gateway;
  }

  private @Nullable Place place(String district) {
    District known = districts.get(district);
    return known == null ? null : known.getPlace();
  }

  private Place required(Section s, @Nullable Place absent) {
    Place at = s.place("at", absent);
    if (at == null && !s.has("at") && absent == null && !s.has("district")) {
      findings.add(s.line(), s.path() + ": 'at' is missing; use at: [latitude, longitude]");
    }
    return at == null ? Place.getDefaultInstance() : at;
  }

  private void add(RegistryEntry.Builder entry) {
    entries.add(entry.build());
  }
}
