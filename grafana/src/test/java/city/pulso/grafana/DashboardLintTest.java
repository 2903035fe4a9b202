package city.pulso.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads the committed JSON as Grafana would, not the records it was made from. */
@NullUnmarked
class DashboardLintTest {
  private static final Pattern SOURCE = Pattern.compile("FROM \"([a-z_0-9]+)\"");
  private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern ALIAS = Pattern.compile(" AS \"([^\"]+)\"");

  @Test
  void uids_and_titles_are_unique_and_no_dashboard_has_an_id() throws IOException {
    List<Map<String, Object>> dashboards = committed();
    assertThat(dashboards).hasSize(5);
    assertThat(dashboards).extracting(d -> d.get("uid")).doesNotHaveDuplicates();
    assertThat(dashboards).extracting(d -> d.get("title")).doesNotHaveDuplicates();
    assertThat(dashboards).allSatisfy(d -> assertThat(d).doesNotContainKey("id"));
    assertThat(dashboards)
        .allSatisfy(d -> assertThat(String.valueOf(d.get("uid"))).matches("pulso-[a-z-]{1,34}"));
  }

  @Test
  void the_schema_version_is_pinned() throws IOException {
    assertThat(committed()).allSatisfy(d -> assertThat(d).containsEntry("schemaVersion", 39));
  }

  @Test
  void every_panel_target_and_variable_names_its_data_source_by_variable() throws IOException {
    for (Map<String, Object> dashboard : committed()) {
      List<Map<String, Object>> users = new ArrayList<>(panels(dashboard));
      panels(dashboard).forEach(panel -> users.addAll(list(panel.get("targets"))));
      users.addAll(queryVariables(dashboard));
      assertThat(users)
          .allSatisfy(
              user ->
                  assertThat(user.get("datasource"))
                      .isEqualTo(Map.of("type", "influxdb", "uid", "${datasource}")));
    }
  }

  @Test
  void the_data_source_variable_starts_with_the_provisioned_data_source() throws IOException {
    String provisioned = Files.readString(Path.of("provisioning/datasources/pulso.yaml"));
    assertThat(provisioned).contains("uid: " + Dashboards.DATASOURCE_UID);
    for (Map<String, Object> dashboard : committed()) {
      Map<String, Object> first = list(object(dashboard.get("templating")).get("list")).get(0);
      assertThat(first).containsEntry("type", "datasource");
      assertThat(object(first.get("current"))).containsEntry("value", Dashboards.DATASOURCE_UID);
    }
  }

  @Test
  void every_panel_has_a_title_a_description_a_unit_a_legend_and_says_when_there_is_no_data()
      throws IOException {
    for (Map<String, Object> dashboard : committed()) {
      assertThat(panels(dashboard)).extracting(p -> p.get("title")).doesNotHaveDuplicates();
      for (Map<String, Object> panel : panels(dashboard)) {
        String where = dashboard.get("title") + " / " + panel.get("title");
        Map<String, Object> defaults = object(object(panel.get("fieldConfig")).get("defaults"));
        assertThat(String.valueOf(panel.get("description"))).as(where).hasSizeGreaterThan(20);
        assertThat(String.valueOf(defaults.get("unit"))).as(where).isNotBlank();
        assertThat(defaults).as(where).containsKey("noValue");
        assertThat(String.valueOf(defaults.get("mappings"))).as(where).contains("null+nan");
        if (Set.of("timeseries", "state-timeline").contains(panel.get("type"))) {
          assertThat(object(object(panel.get("options")).get("legend")))
              .as(where)
              .containsEntry("showLegend", true);
          assertThat(object(defaults.get("custom"))).as(where).containsEntry("spanNulls", false);
        }
        assertThat(list(panel.get("targets")))
            .as(where)
            .isNotEmpty()
            .allSatisfy(t -> assertThat(String.valueOf(t.get("alias"))).isNotBlank());
      }
    }
  }

  @Test
  void panels_have_different_ids_and_lie_side_by_side_within_24_columns() throws IOException {
    for (Map<String, Object> dashboard : committed()) {
      assertThat(panels(dashboard)).extracting(p -> p.get("id")).doesNotHaveDuplicates();
      Set<String> cells = new HashSet<>();
      for (Map<String, Object> panel : panels(dashboard)) {
        Map<String, Object> at = object(panel.get("gridPos"));
        for (int x = (int) at.get("x"); x < (int) at.get("x") + (int) at.get("w"); x++) {
          for (int y = (int) at.get("y"); y < (int) at.get("y") + (int) at.get("h"); y++) {
            assertThat(x).isLessThan(24);
            assertThat(cells.add(x + "," + y)).as("%s overlaps at %d,%d", panel, x, y).isTrue();
          }
        }
      }
    }
  }

  @Test
  void queries_name_declared_measurements_fields_and_tags_only() throws IOException {
    for (Map<String, Object> dashboard : committed()) {
      for (String query : queries(dashboard)) {
        Matcher source = SOURCE.matcher(query);
        assertThat(source.find()).as(query).isTrue();
        Measurement measurement = measurement(source.group(1));
        assertThat(source.find()).as("one measurement in " + query).isFalse();
        Set<String> known = new HashSet<>(measurement.tags());
        measurement.fields().forEach(field -> known.add(field.name()));
        known.add(measurement.name());
        ALIAS.matcher(query).results().forEach(alias -> known.add(alias.group(1)));
        Set<String> used =
            NAME.matcher(query).results().map(r -> r.group(1)).collect(Collectors.toSet());
        assertThat(known).as(query).containsAll(used);
      }
    }
  }

  @Test
  void every_query_but_those_of_variables_is_limited_to_the_time_range_shown() throws IOException {
    for (Map<String, Object> dashboard : committed()) {
      for (Map<String, Object> panel : panels(dashboard)) {
        for (Map<String, Object> target : list(panel.get("targets"))) {
          assertThat(String.valueOf(target.get("query"))).contains("WHERE $timeFilter");
        }
      }
    }
  }

  private static Measurement measurement(String name) {
    return Measurements.ALL.stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("measurement '" + name + "' is not declared"));
  }

  private static List<String> queries(Map<String, Object> dashboard) {
    List<String> queries = new ArrayList<>();
    for (Map<String, Object> panel : panels(dashboard)) {
      list(panel.get("targets")).forEach(t -> queries.add(String.valueOf(t.get("query"))));
    }
    queryVariables(dashboard).forEach(v -> queries.add(String.valueOf(v.get("query"))));
    return queries;
  }

  private static List<Map<String, Object>> queryVariables(Map<String, Object> dashboard) {
    return list(object(dashboard.get("templating")).get("list")).stream()
        .filter(variable -> variable.get("type").equals("query"))
        .toList();
  }

  private static List<Map<String, Object>> panels(Map<String, Object> dashboard) {
    return list(dashboard.get("panels"));
  }

  private static List<Map<String, Object>> committed() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("dashboards"))) {
      List<Map<String, Object>> dashboards = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        Load load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
        dashboards.add(object(load.loadFromString(Files.readString(file))));
      }
      return dashboards;
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object json) {
    return (Map<String, Object>) json;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Object json) {
    return (List<Map<String, Object>>) json;
  }
}
