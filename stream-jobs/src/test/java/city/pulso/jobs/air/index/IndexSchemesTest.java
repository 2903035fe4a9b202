package city.pulso.jobs.air.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.jobs.air.average.RecentHours;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** What the vectors do not hold: the way from hours to an index, and the edges of each table. */
@NullUnmarked
class IndexSchemesTest {
  private final UsEpaAqi us = new UsEpaAqi();
  private final IncaPeru inca = new IncaPeru();

  @Test
  void a_scheme_is_found_by_its_tag_and_an_unknown_tag_names_those_that_exist() {
    assertThat(IndexSchemes.byTag("kr-cai")).isSameAs(CaiKorea.SINCE_2018);
    assertThatThrownBy(() -> IndexSchemes.byTag("caqi"))
        .hasMessageContaining("caqi")
        .hasMessageContaining("us-epa")
        .hasMessageContaining("pe-inca");
  }

  @Test
  void no_hours_are_no_data_in_every_scheme_and_never_good() {
    for (IndexScheme scheme : IndexSchemes.all()) {
      AirIndex index = scheme.index(RecentHours.builder().build());
      assertThat(index.value()).as(scheme.tag()).isNull();
      assertThat(index.category()).isEqualTo(IndexCategory.NO_DATA);
    }
  }

  @Test
  void the_us_index_rests_on_nowcast_and_names_all_that_are_responsible() {
    RecentHours hours =
        RecentHours.builder()
            .put(Pollutant.PM2_5, 0, new BigDecimal("35.5"))
            .put(Pollutant.PM2_5, 1, new BigDecimal("35.5"))
            .put(Pollutant.PM10, 0, new BigDecimal(155))
            .put(Pollutant.PM10, 2, new BigDecimal(155))
            .put(Pollutant.CO, 0, new BigDecimal("12.4"))
            .build();
    AirIndex index = us.index(hours);
    assertThat(index.value()).isEqualTo(101);
    assertThat(index.category().key()).isEqualTo("unhealthy-sensitive");
    assertThat(index.responsible()).containsExactly(Pollutant.PM2_5, Pollutant.PM10);
    assertThat(index.subIndices()).as("8 h of CO need 6 hours").doesNotContainKey(Pollutant.CO);
  }

  @Test
  void ozone_takes_the_larger_of_hour_and_estimated_nowcast() {
    // 0.85 * 140 + 4.5 = 123.5 ppb: by the 8 h row 0.123 gives 219; by the 1 h row 0.140 gives 120
    assertThat(us.index(ozone(140)).value()).isEqualTo(219);
    // 0.85 * 240 + 4.5 = 208.5 ppb is beyond the 8 h row: only the hour speaks
    assertThat(us.index(ozone(240)).value())
        .isEqualTo(us.subIndex(UsEpaAqi.Row.O3_1H, new BigDecimal("0.240")));
  }

  @Test
  void sulphur_dioxide_by_its_hour_alone_stops_at_200() {
    assertThat(so2("305", null)).isEqualTo(200);
    assertThat(so2("304.9", null)).isEqualTo(200);
    assertThat(so2("400", "304.9")).isEqualTo(200);
    assertThat(so2("100", "305")).isEqualTo(201);
    assertThat(so2(null, "305")).isEqualTo(201);
    assertThat(so2(null, "304")).isNull();
  }

  @Test
  void the_us_index_goes_on_above_500() {
    assertThat(us.subIndex(UsEpaAqi.Row.PM2_5_24H, new BigDecimal(400))).isEqualTo(649);
    assertThat(us.category(649).key()).isEqualTo("hazardous");
  }

  @Test
  void inca_takes_the_category_from_the_concentration_and_converts_at_25_degrees() {
    BigDecimal between = new BigDecimal("25.04");
    assertThat(inca.index(Pollutant.PM2_5, between)).isEqualTo(100);
    assertThat(inca.category(Pollutant.PM2_5, between).key()).isEqualTo("mala");
    // 60 ppb * 46.01 / 24.45 = 112.9 ug/m3, of 200
    AirIndex index =
        inca.index(RecentHours.builder().put(Pollutant.NO2, 0, new BigDecimal(60)).build());
    assertThat(index.value()).isEqualTo(56);
    assertThat(index.category().key()).isEqualTo("moderada");
  }

  @Test
  void cai_is_not_available_without_the_four_that_count() {
    CaiKorea.Overall overall =
        CaiKorea.SINCE_2018.overall(
            Map.of(Pollutant.PM10, new BigDecimal(90), Pollutant.PM2_5, new BigDecimal(40)));
    assertThat(overall.index().value()).isNull();
    assertThat(overall.index().category()).isEqualTo(IndexCategory.NO_DATA);
  }

  @Test
  void cai_has_looser_pm2_5_limits_before_27_march_2018() {
    BigDecimal fifty = new BigDecimal(50);
    CaiKorea before = CaiKorea.on(LocalDate.of(2018, 3, 26));
    CaiKorea since = CaiKorea.on(LocalDate.of(2018, 3, 27));
    assertThat(before.subIndex(Pollutant.PM2_5, fifty)).isEqualTo(100);
    assertThat(since.subIndex(Pollutant.PM2_5, fifty)).isEqualTo(154);
  }

  @Test
  void cai_joins_the_gaps_of_its_table_and_ends_at_500() {
    CaiKorea cai = CaiKorea.SINCE_2018;
    assertThat(cai.subIndex(Pollutant.SO2, new BigDecimal("0.0204"))).isEqualTo(50);
    assertThat(cai.subIndex(Pollutant.SO2, new BigDecimal("0.0206"))).isEqualTo(51);
    assertThat(cai.subIndex(Pollutant.PM10, new BigDecimal(900))).isEqualTo(500);
  }

  @Test
  void a_day_of_pm2_5_is_compared_with_the_who_levels() {
    WhoGuideline day = WhoGuideline.of(Pollutant.PM2_5, WhoGuideline.Period.DAY);
    assertThat(day).isNotNull();
    assertThat(day.met(new BigDecimal(15))).isEqualTo("AQG");
    assertThat(day.met(new BigDecimal("15.1"))).isEqualTo("IT4");
    assertThat(day.met(new BigDecimal("37.5"))).isEqualTo("IT3");
    assertThat(day.met(new BigDecimal(75))).isEqualTo("IT1");
    assertThat(day.met(new BigDecimal(76))).isEqualTo("above");
    assertThat(day.times(new BigDecimal(30))).isEqualByComparingTo("2");
    assertThat(WhoGuideline.of(Pollutant.H2S, WhoGuideline.Period.DAY)).isNull();
  }

  private static RecentHours ozone(int ppb) {
    return RecentHours.builder().put(Pollutant.O3, 0, new BigDecimal(ppb)).build();
  }

  private Integer so2(String hour, String day) {
    Map<UsEpaAqi.Row, BigDecimal> means = new EnumMap<>(UsEpaAqi.Row.class);
    if (hour != null) {
      means.put(UsEpaAqi.Row.SO2_1H, new BigDecimal(hour));
    }
    if (day != null) {
      means.put(UsEpaAqi.Row.SO2_24H, new BigDecimal(day));
    }
    return us.overall(means).value();
  }
}
