package city.pulso.alerting.text;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.alerting.alert.Alert;
import city.pulso.alerting.alert.Alerts;
import city.pulso.alerting.alert.Audience;
import city.pulso.alerting.alert.Evidence;
import city.pulso.alerting.alert.Grounds;
import city.pulso.alerting.alert.Severity;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  @ParameterizedTest
  @EnumSource(Language.class)
  void every_language_says_everything(Language language) {
    assertThat(Texts.in(language).keys()).isEqualTo(Texts.in(Language.ENGLISH).keys());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "air-unhealthy",
        "air-sensitive",
        "site-air-unhealthy",
        "site-air-sensitive",
        "person-inactive",
        "plug-silent",
        "gateway-offline",
        "station-drift",
        "pipeline-late",
        "home-unknown",
        "a-kind-of-next-year"
      })
  void every_kind_has_whole_sentences_with_and_without_parameters(String kind) {
    for (Language language : Language.values()) {
      Texts texts = Texts.in(language);
      Alert bare = Alerts.of(kind, Audience.OPERATORS).build();
      Alert told = Alerts.of(kind, Audience.OPERATORS).parameter("name", "Ancón {x} $1").build();
      for (Alert alert : new Alert[] {bare, told}) {
        assertThat(texts.title(alert)).isNotBlank().doesNotContain("?", "[", "alert.");
        assertThat(texts.text(alert)).hasSizeGreaterThan(10).doesNotContain("[", "alert.");
      }
      assertThat(texts.text(bare)).doesNotContain("{", "?");
    }
  }

  @Test
  void an_optional_part_is_said_only_when_its_parameter_is_there() {
    Texts texts = Texts.in(Language.ENGLISH);
    assertThat(texts.text(Alerts.unhealthy("st-1").build()))
        .isEqualTo("The air at Ancón is unhealthy for everybody (index category: Unhealthy).");
    assertThat(texts.text(Alerts.of("air-unhealthy", Audience.PUBLIC).build()))
        .isEqualTo("The air at x-1 is unhealthy for everybody.");
  }

  @Test
  void an_alert_that_eases_says_what_it_was_what_it_is_and_when_it_ends() {
    Alert easing = easing("air-unhealthy", true);
    assertThat(Texts.in(Language.ENGLISH).title(easing))
        .isEqualTo("Was unhealthy, now better: x-1");
    assertThat(Texts.in(Language.ENGLISH).text(easing))
        .isEqualTo(
            "The air at x-1 was unhealthy for everybody, at its worst Unhealthy"
                + " (AQI 171, Fri 20 Nov, 02:00). Now it is Good (AQI 48)."
                + " The alert ends when it stays so for 7 h more.");
    assertThat(Texts.in(Language.SPANISH).text(easing))
        .contains("Dañina (ICA 171, ", "Buena (ICA 48)", "7 h más");
    assertThat(Texts.in(Language.KOREAN).text(easing))
        .contains("나쁨 (AQI 171, 11월 20일 (금) 02:00)", "좋음 (AQI 48)", "7시간 더");
    assertThat(Texts.in(Language.ENGLISH).text(easing("air-unhealthy", false)))
        .as("when it is over nothing is left to wait for")
        .doesNotContain("ends when");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"air-unhealthy", "air-sensitive", "site-air-unhealthy", "site-air-sensitive"})
  void every_alert_about_air_eases_in_every_language(String kind) {
    for (Language language : Language.values()) {
      Texts texts = Texts.in(language);
      assertThat(texts.text(easing(kind, true)))
          .isNotEqualTo(texts.text(Alerts.of(kind, Audience.PUBLIC).build()))
          .contains("171", "48", "7")
          .doesNotContain("?", "[", "{");
      for (String action : List.of("eased", "site-eased")) {
        Grounds grounds = new Grounds("", List.of(), action, "", List.of());
        assertThat(texts.action(withGrounds(easing(kind, true), grounds)))
            .hasSizeGreaterThan(10)
            .doesNotContain("?", "{", "action.");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"air-city-wide", "air-city-wide-sensitive"})
  void the_incident_of_a_city_counts_stations_while_it_is_bad_and_when_it_eases(String kind) {
    Alerts bad =
        Alerts.of(kind, Audience.PUBLIC)
            .parameter("bad", "23")
            .parameter("reporting", "35")
            .parameter("members", "31")
            .parameter("eased", "8");
    for (Language language : Language.values()) {
      Texts texts = Texts.in(language);
      assertThat(texts.text(bad.build())).contains("23", "35", "8").doesNotContain("{", "[");
      assertThat(texts.text(bad.easing()))
          .contains("31", "35")
          .doesNotContain("23", "{", "[")
          .isNotEqualTo(texts.text(bad.build()));
    }
  }

  @Test
  void every_reason_for_which_the_jobs_clear_an_alert_is_said_in_words() {
    for (String because :
        List.of(
            "activity-seen",
            "back-in-neighbourhood",
            "category-improved",
            "district-removed",
            "heard-again",
            "known-again",
            "late-data",
            "level-lifted",
            "limit-changed",
            "not-asked",
            "removed",
            "reports-again",
            "site-removed",
            "station-removed",
            "widespread-no-more")) {
      for (Language language : Language.values()) {
        assertThat(Texts.in(language).because(because)).isNotEqualTo(because);
      }
    }
  }

  @Test
  void a_silent_plug_is_named_by_its_appliance_and_its_device() {
    Alert silent =
        Alerts.of("plug-silent", Audience.OPERATORS)
            .parameter("plugs", "kettle:p-1, samovar:p:2, :p-3, …")
            .build();
    assertThat(Texts.in(Language.ENGLISH).title(silent))
        .isEqualTo("Plug silent in home x-1: kettle (p-1), samovar (p:2), p-3, …");
    assertThat(Texts.in(Language.SPANISH).text(silent)).contains("hervidor (p-1)");
    assertThat(Texts.in(Language.KOREAN).text(silent)).contains("주전자 (p-1)");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void what_to_do_and_what_it_rests_on_is_said_in_every_language(Language language) {
    Alert school =
        withGrounds(
            Alerts.of("site-air-sensitive", Audience.SENSITIVE_GROUPS)
                .parameter("until", "15:30")
                .build(),
            new Grounds(
                "US EPA AQI",
                List.of(new Grounds.Support("air-lince", 742.4), new Grounds.Support("air-ate", 0)),
                "site-indoors-until",
                "",
                List.of()));
    Texts texts = Texts.in(language);
    assertThat(texts.action(school)).contains("x-1", "15:30").doesNotContain("?", "action.");
    assertThat(texts.basis(school)).contains("US EPA AQI", "air-lince (742 m), air-ate");
    assertThat(texts.action(Alerts.unhealthy("st-1").build())).isEmpty();
    assertThat(texts.basis(Alerts.unhealthy("st-1").build())).isEmpty();
  }

  @Test
  void a_category_is_said_in_words_of_the_language() {
    Alert alert = Alerts.unhealthy("st-1").build();
    assertThat(Texts.in(Language.SPANISH).text(alert)).contains("Dañina");
    assertThat(Texts.in(Language.KOREAN).text(alert)).contains("나쁨");
  }

  @Test
  void a_number_carries_its_unit_as_people_write_it() {
    Texts texts = Texts.in(Language.ENGLISH);
    assertThat(texts.value(evidence(57.44, "ug/m3"))).isEqualTo("57.4 µg/m³");
    assertThat(texts.value(evidence(162, "1"))).isEqualTo("162");
    assertThat(texts.value(evidence(-3.5, "Cel"))).isEqualTo("-3.5 °C");
    assertThat(texts.value(evidence(1234.5, "furlong"))).isEqualTo("1,235 furlong");
    assertThat(texts.name(evidence(1, "h"))).isEqualTo("of next year");
  }

  @Test
  void times_are_those_of_the_city() {
    assertThat(Texts.in(Language.ENGLISH).time(Alerts.NOON, ZoneId.of("America/Lima")))
        .isEqualTo("Fri 20 Nov, 12:00");
    assertThat(Texts.in(Language.KOREAN).time(Alerts.NOON, ZoneId.of("Asia/Seoul")))
        .isEqualTo("11월 21일 (토) 02:00");
  }

  @Test
  void a_duration_is_said_in_its_largest_unit() {
    Texts texts = Texts.in(Language.ENGLISH);
    assertThat(texts.duration(Duration.ofSeconds(90))).isEqualTo("90 s");
    assertThat(texts.duration(Duration.ofMinutes(26))).isEqualTo("26 min");
    assertThat(texts.duration(Duration.ofHours(26))).isEqualTo("26 h");
    assertThat(texts.duration(Duration.ofDays(8))).isEqualTo("8 d");
  }

  @ParameterizedTest
  @CsvSource({
    "0.03333333333333333, 2 min, 2분, 2 min",
    "1.5, 1 h 30 min, 1시간 30분, 1 h 30 min",
    "10, 10 h, 10시간, 10 h",
    "0.9999, 1 h, 1시간, 1 h",
    "0.008333333333333333, 30 s, 30초, 30 s",
    "0, 0 h, 0시간, 0 h",
    "1200, 1200 h, 1200시간, '1,200 h'",
    "soon, soon, soon, 0 h",
  })
  void hours_are_said_in_hours_and_minutes_wherever_they_stand(
      String hours, String said, String korean, String chip) {
    Alerts limit = Alerts.of("person-inactive", Audience.CAREGIVERS);
    Alerts advisory = Alerts.of("air-advisory", Audience.PUBLIC).parameter("hours", hours);
    Alert inactive = limit.parameter("limit_hours", hours).build();
    Alert easing =
        Alerts.of("air-unhealthy", Audience.PUBLIC)
            .parameter("category", "good")
            .parameter("ends_after_hours", hours)
            .parameter("unheard_hours", hours)
            .easing();
    Texts english = Texts.in(Language.ENGLISH);
    assertThat(english.text(inactive))
        .contains("longer than this home's limit of " + said + ". Please call, then visit.");
    assertThat(english.text(limit.parameter("limit_hours", hours).cleared().build()))
        .contains("limit of " + said + ".");
    assertThat(english.text(easing)).contains("so for " + said + " more", "for " + said + "; ");
    assertThat(english.text(advisory.build())).contains("for " + said + " on");
    Texts spanish = Texts.in(Language.SPANISH);
    assertThat(spanish.text(inactive)).contains("límite de este hogar, " + said + ". Por");
    assertThat(spanish.text(easing)).contains("siga así " + said + " más", "hace " + said + "; ");
    Texts ko = Texts.in(Language.KOREAN);
    assertThat(ko.text(inactive)).contains("기준 시간(" + korean + ")을 넘도록");
    assertThat(ko.text(easing)).contains(korean + " 더 이어지면", korean + "째 수신된");
    assertThat(ko.text(advisory.build())).contains(korean + " 지속 시");
    double number = hours.equals("soon") ? 0 : Double.parseDouble(hours);
    assertThat(english.value(evidence(number, "h"))).isEqualTo(chip);
    assertThat(english.value(evidence(-number - 1, "h"))).as("no length of time").startsWith("-");
  }

  private static Alert easing(String kind, boolean open) {
    Alerts alert =
        new Alerts(
            kind,
            "x-1",
            open,
            9,
            Severity.CRITICAL,
            Audience.PUBLIC,
            Alerts.NOON,
            Map.of(
                "category", "good",
                "aqi", "48",
                "worst_category", "unhealthy",
                "worst_aqi", "171",
                "worst_at", "2026-11-20 02:00",
                "ends_after_hours", "7"));
    return alert.easing();
  }

  private static Alert withGrounds(Alert a, Grounds grounds) {
    return new Alert(
        a.id(),
        a.kind(),
        a.subject(),
        a.open(),
        a.revision(),
        a.severity(),
        a.audience(),
        a.openedAt(),
        a.clearedAt(),
        a.clearedBecause(),
        a.messageKey(),
        a.parameters(),
        a.evidence(),
        a.district(),
        a.updatedAt(),
        grounds);
  }

  private static Evidence evidence(double value, String unit) {
    return new Evidence("of_next_year", value, unit, Alerts.NOON);
  }
}
