package city.pulso.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import city.pulso.jobs.registry.CityFileException.Problem;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.RegistryEntry.EntryCase;
import city.pulso.schemas.v1.Zone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CityFileTest {
  private static final String SMALL =
      """
      city: {id: lima, name: Lima, time-zone: America/Lima}
      districts:
        - {id: lince, name: Lince, at: [-12.08, -77.03], population: 54711}
      gateways: one-per-district
      stations:
        - {id: air-lince, district: lince}
      sites:
        - {id: school, district: lince, kind: school, hours: "Mo-Fr 08:00-16:00", people: 300}
      zones:
        - {id: petit, district: lince, at: [-12.081, -77.031], bays: 2}
        - {id: garage, district: lince, car-park: {capacity: 80}}
      homes:
        - {id: h-1, district: lince, risk: high, limit: 10h, plugs: [{appliance: kettle}, {appliance: refrigerator}]}
      """;

  @Test
  void a_gateways_devices_follow_from_those_who_name_it() throws Exception {
    List<RegistryEntry> entries = CityFile.parse("city.yaml", SMALL);
    Gateway gateway = only(entries, EntryCase.GATEWAY).getGateway();
    assertThat(gateway.getId()).isEqualTo("gw-lince");
    assertThat(gateway.getPlace().getLatitude()).isEqualTo(-12.08);
    assertThat(gateway.getDevicesList())
        .extracting(Device::getId)
        .containsExactly(
            "air-lince", "petit-b01", "petit-b02", "garage", "h-1-kettle", "h-1-refrigerator");
    assertThat(gateway.getDevices(0).getDomain()).isEqualTo(Domain.AIR);
    assertThat(gateway.getDevices(0).getReportIntervalS()).isEqualTo(60);
    assertThat(gateway.getDevices(1).getKind()).isEqualTo("bay-sensor");
  }

  @Test
  void a_file_that_is_no_text_is_a_problem_like_any_other(@TempDir Path folder) throws Exception {
    Path file = Files.write(folder.resolve("city.yaml"), new byte[] {10, (byte) 0xe9, 10});
    assertThatThrownBy(() -> CityFile.read(file))
        .isInstanceOf(CityFileException.class)
        .hasMessageEndingWith("city.yaml:1: not a text in UTF-8");
  }

  @Test
  void what_is_left_out_has_a_sensible_default() throws Exception {
    List<RegistryEntry> entries = CityFile.parse("city.yaml", SMALL);
    var station = only(entries, EntryCase.STATION).getStation();
    assertThat(station.getDevice()).isEqualTo("air-lince");
    assertThat(station.getGateway()).isEqualTo("gw-lince");
    assertThat(station.getPlace().getLongitude()).isEqualTo(-77.03);
    var home = only(entries, EntryCase.HOME).getHome();
    assertThat(home.getInactivityLimitMinutes()).isEqualTo(600);
    assertThat(home.getPlugs(0).getShowsActivity()).isTrue();
    assertThat(home.getPlugs(1).getShowsActivity()).isFalse();
  }

  @Test
  void every_problem_is_said_at_once_with_its_line() {
    String broken =
        """
        city: {id: lima, time-zone: America/Limaa}
        districts:
          - {id: lince, at: [-12.08, -277.03]}
          - {id: lince, at: [-12.08, -77.03]}
        gateways:
          - {id: gw-lince, district: linze}
        stations:
          - {id: air-1, district: lince, gatewy: gw-lince}
          - {id: air-2, district: lince, device: air-1}
        zones:
          - {id: petit, district: lince, gateway: gw-lynce, bays: 3}
          - {id: none, district: lince, gateway: gw-lince}
        homes:
          - {id: "Señora Quispe", district: lince, risk: hihg, limit: soon, plugs: [{appliance: kettle, gateway: gw-lince}]}
        """;
    assertThat(problems(broken).stream().map(p -> p.line() + " " + p.what()))
        .anySatisfy(is("1 city.time-zone: 'America/Limaa' is not accepted"))
        .anySatisfy(is("3 districts[0].at: [-12.08, -277.03] is out of range"))
        .anySatisfy(is("4 districts[1]: district 'lince' stands already in line 3"))
        .anySatisfy(
            is("6 gateways[0].district: district 'linze' is not known; did you mean 'lince'?"))
        .anySatisfy(is("8 stations[0].gatewy is not known; did you mean 'gateway'?"))
        .anySatisfy(is("9 stations[1]: device 'air-1' stands already in line 8"))
        .anySatisfy(
            is("11 zones[0].gateway: gateway 'gw-lynce' is not known; did you mean 'gw-lince'?"))
        .anySatisfy(is("12 zones[1]: use either 'bays' or 'car-park'"))
        .anySatisfy(is("14 homes[0].id: 'Señora Quispe' is not accepted; use [a-z0-9]"))
        .anySatisfy(
            is(
                "14 homes[0].risk: 'hihg' is not accepted; use high, low, medium; did you mean 'high'?"))
        .anySatisfy(is("14 homes[0].limit: 'soon' is not accepted; use for example 90m, 10h or 2d"))
        .hasSize(11);
  }

  @Test
  void what_a_city_asks_of_its_air_is_checked_with_its_line() throws Exception {
    String yaml =
        SMALL.replace("America/Lima}", "America/Lima, air-advisories: korea, air-index: kr-cai}");
    City city = only(CityFile.parse("city.yaml", yaml), EntryCase.CITY).getCity();
    assertThat(city.getAirAdvisories()).isEqualTo("korea");
    assertThat(city.getAirIndex()).isEqualTo("kr-cai");
    assertThat(only(CityFile.parse("city.yaml", SMALL), EntryCase.CITY).getCity())
        .extracting(City::getAirAdvisories)
        .isEqualTo("");
    String broken =
        SMALL
            .replace("America/Lima}", "America/Lima, air-advisories: corea}")
            .replace("Mo-Fr 08:00-16:00", "weekdays")
            .replace("id: school", "id: air-lince");
    assertThat(problems(broken).stream().map(p -> p.line() + " " + p.what()))
        .anySatisfy(is("1 city.air-advisories: 'corea' is not accepted; use korea, none"))
        .anySatisfy(is("8 sites[0]: station or site 'air-lince' stands already in line 6"))
        .anySatisfy(is("8 sites[0].hours: 'weekdays' is not accepted; use for example Mo-Fr"))
        .hasSize(3);
  }

  @Test
  void a_bay_without_a_gateway_is_a_problem() {
    String yaml = SMALL.replace("gateways: one-per-district", "gateways: []");
    assertThat(problems(yaml))
        .anySatisfy(
            problem -> {
              assertThat(problem.line()).isEqualTo(10);
              assertThat(problem.what())
                  .isEqualTo("zones[0].gateway: gateway 'gw-lince' is not known");
            });
  }

  @Test
  void a_home_that_can_never_show_activity_is_a_problem() {
    assertThat(problems(SMALL.replace("{appliance: kettle}, ", "")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("no plug shows activity"));
  }

  @Test
  void an_appliance_that_is_not_known_does_not_pass_for_one_that_a_person_uses() throws Exception {
    assertThat(problems(SMALL.replace("appliance: refrigerator", "appliance: refrigirator")))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .startsWith("homes[0].plugs[1].appliance: 'refrigirator' is not known; use ")
                    .contains("kettle, ", "shows-activity: true or false")
                    .endsWith("did you mean 'refrigerator'?"));
    assertThat(problems(SMALL.replace("{appliance: refrigerator}", "{device: plug-9}")))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .startsWith("homes[0].plugs[1].appliance: is missing; use "));
    Home said =
        only(
                CityFile.parse(
                    "city.yaml",
                    SMALL.replace(
                        "{appliance: refrigerator}",
                        "{appliance: wine-cooler, shows-activity: false}")),
                EntryCase.HOME)
            .getHome();
    assertThat(said.getPlugsList()).extracting(Plug::getShowsActivity).containsExactly(true, false);
  }

  @Test
  void a_key_that_stands_twice_is_a_problem() {
    assertThat(problems(SMALL.replace("population: 54711", "population: 1, population: 2")))
        .anySatisfy(problem -> assertThat(problem.what()).contains("twice"));
  }

  @Test
  void what_is_not_yaml_is_said_with_its_line() {
    assertThat(problems("city: {id: lima\ndistricts:\n"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).startsWith("not YAML"));
    assertThat(problems("")).hasSize(1);
    assertThat(problems("- just\n- a list\n"))
        .anySatisfy(problem -> assertThat(problem.what()).contains("not a mapping"));
  }

  @Test
  void hostile_files_are_bounded() {
    assertThat(problems("[".repeat(100_000)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("nested deeper than 20"));
    assertThat(problems("#".repeat(4_000_001)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("longer than 4000000"));
    StringBuilder laughs = new StringBuilder("a: &a0 [x]\n");
    for (int i = 1; i < 100; i++) {
      laughs.append("b").append(i).append(": [*a0, *a0, *a0]\n");
    }
    assertThat(problems(laughs.toString()))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("aliases"));
  }

  @Test
  void messages_are_retained_under_the_topics_of_the_registry() throws Exception {
    Map<String, byte[]> messages = CityFile.messages(CityFile.parse("city.yaml", SMALL));
    assertThat(messages.keySet())
        .contains("pulso/v1/registry/city/lima", "pulso/v1/registry/gateway/gw-lince")
        .hasSize(8);
    assertThat(RegistryEntry.parseFrom(messages.get("pulso/v1/registry/zone/petit")).getZone())
        .extracting(Zone::getBaysCount)
        .isEqualTo(2);
  }

  @Test
  void lima_is_whole() throws Exception {
    List<RegistryEntry> lima = CityFile.read(projectRoot().resolve("config/lima.yaml"));
    Map<EntryCase, List<RegistryEntry>> byKind =
        lima.stream().collect(Collectors.groupingBy(RegistryEntry::getEntryCase));
    assertThat(byKind.get(EntryCase.DISTRICT)).hasSize(43);
    assertThat(byKind.get(EntryCase.GATEWAY)).hasSize(43);
    assertThat(byKind.get(EntryCase.STATION)).hasSize(35);
    assertThat(byKind.get(EntryCase.SITE)).hasSize(10);
    assertThat(byKind.get(EntryCase.ZONE)).hasSize(10);
    assertThat(byKind.get(EntryCase.HOME)).hasSize(24);
    Set<String> districts = new HashSet<>();
    List<Integer> limits = new ArrayList<>();
    for (RegistryEntry entry : lima) {
      if (entry.hasStation()) {
        assertThat(districts.add(entry.getStation().getDistrict())).isTrue();
      }
      if (entry.hasSite()) {
        assertThat(entry.getSite().getOpeningHours()).as(entry.getSite().getId()).isNotEmpty();
        assertThat(entry.getSite().getTimeZone()).isEqualTo("America/Lima");
      }
      if (entry.hasHome() && entry.getHome().getInactivityLimitMinutes() > 0) {
        limits.add(entry.getHome().getInactivityLimitMinutes());
      }
    }
    assertThat(limits).as("exactly one home has ten hours").containsOnlyOnce(600).contains(600);
  }

  @Test
  void a_file_that_is_missing_is_an_io_problem() {
    assertThatThrownBy(() -> CityFile.read(Path.of("no-such-city.yaml")))
        .isInstanceOf(java.io.IOException.class);
  }

  private static java.util.function.Consumer<String> is(String start) {
    return text -> assertThat(text).startsWith(start);
  }

  private static List<Problem> problems(String yaml) {
    return catchThrowableOfType(CityFileException.class, () -> CityFile.parse("city.yaml", yaml))
        .problems();
  }

  private static RegistryEntry only(List<RegistryEntry> entries, EntryCase kind) {
    return entries.stream()
        .filter(entry -> entry.getEntryCase() == kind)
        .reduce(
            (a, b) -> {
              throw new AssertionError("more than one " + kind);
            })
        .orElseThrow();
  }

  private static Path projectRoot() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("config"))) {
      at = java.util.Objects.requireNonNull(at.getParent());
    }
    return at;
  }
}
