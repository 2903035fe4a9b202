package city.pulso.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.grafana.Select.Of;
import city.pulso.schemas.Measurements;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectTest {
  private static final Instant FROM = Instant.parse("2026-11-20T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-11-21T00:00:00Z");

  @Test
  void a_field_that_is_not_declared_is_refused_with_those_that_are() {
    assertThatThrownBy(() -> Select.from(Measurements.AIR_INDEX).raw("aqui", "aqi"))
        .hasMessageContaining("air_index")
        .hasMessageContaining("aqui")
        .hasMessageContaining("category_rank");
  }

  @Test
  void a_tag_that_is_not_declared_is_refused_with_those_that_are() {
    assertThatThrownBy(() -> Select.from(Measurements.HOME_STATE).by("station"))
        .hasMessageContaining("station")
        .hasMessageContaining("[district, home]");
  }

  @Test
  void text_has_no_mean() {
    assertThatThrownBy(
            () -> Select.from(Measurements.AIR_INDEX).column(Of.MEAN, "category", "category"))
        .hasMessageContaining("is not a number");
  }

  @Test
  void an_outer_query_reads_what_the_inner_one_selects_and_nothing_else() {
    Select inner =
        Select.from(Measurements.PARKING_ZONE).column(Of.LAST, "free", "places").by("zone");
    assertThat(Select.from(inner).column(Of.SUM, "places", "sum").by("zone").text())
        .isEqualTo(
            "SELECT sum(\"places\") AS \"sum\" FROM (SELECT last(\"free\") AS \"places\" FROM"
                + " \"parking_zone\" WHERE $timeFilter GROUP BY \"zone\") WHERE $timeFilter GROUP BY"
                + " \"zone\"");
    assertThatThrownBy(() -> Select.from(inner).column(Of.SUM, "free", "sum"))
        .hasMessageContaining("no field 'free'");
    assertThatThrownBy(() -> Select.from(inner).by("district"))
        .hasMessageContaining("no tag 'district'");
  }

  @Test
  void an_inner_query_that_fills_intervals_is_refused() {
    Select filled =
        Select.from(Measurements.PARKING_ZONE)
            .column(Of.LAST, "free", "free")
            .everyIntervalKeepingLast()
            .by("zone");
    assertThat(filled.text()).endsWith(" fill(previous)");
    assertThatThrownBy(() -> Select.from(filled)).hasMessageContaining("fill(previous)");
  }

  @Test
  void a_panel_refuses_a_column_of_another_unit() {
    Select watts = Select.from(Measurements.PLUG_RAW).column(Of.MAX, "power_w", "power");
    assertThatThrownBy(
            () ->
                Panel.timeSeries(
                    "Power", Unit.HOURS, "Highest power.", new Panel.Query("power", watts)))
        .hasMessageContaining("'W'")
        .hasMessageContaining("HOURS");
  }

  @Test
  void sent_queries_have_no_macro_and_no_variable_left() {
    List<Dashboards.PanelQuery> queries = Dashboards.queries(FROM, TO);
    assertThat(queries).hasSizeGreaterThan(45);
    assertThat(queries).allSatisfy(q -> assertThat(q.text()).doesNotContain("$timeFilter", "$__"));
    assertThat(queries)
        .allSatisfy(q -> assertThat(q.text()).doesNotContainPattern("\\$(district|zone|home)"));
    assertThat(queries)
        .extracting(Dashboards.PanelQuery::text)
        .contains(
            "SHOW TAG VALUES FROM \"home_state\" WITH KEY = \"home\" WHERE \"district\" =~ /^.*$/");
  }

  @Test
  void a_time_range_that_ends_before_it_starts_is_refused() {
    assertThatThrownBy(() -> Dashboards.queries(TO, FROM)).hasMessageContaining("not accepted");
  }
}
