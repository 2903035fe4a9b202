package city.pulso.grafana;

import static city.pulso.grafana.Panel.stat;
import static city.pulso.grafana.Panel.stateTimeline;
import static city.pulso.grafana.Panel.table;
import static city.pulso.grafana.Panel.timeSeries;

import city.pulso.grafana.Panel.Query;
import city.pulso.grafana.Select.Of;
import city.pulso.schemas.Measurements;
import java.util.List;

/** Homes, by pseudonym: who is inactive, about whom nothing is known and why, and the evidence. */
final class ElderCareDashboard {
  private static final Variable DISTRICT = Variable.of(Measurements.HOME_STATE, "district");
  private static final Variable HOME = Variable.within(DISTRICT, Measurements.HOME_STATE, "home");

  private ElderCareDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "pulso-elder-care",
        "elder-care.json",
        "Pulso: elder care",
        "State of each home by pseudonym, hours since activity against its limit, and the plugs."
            + " For operators: whom to call is known to the alerting console alone.",
        List.of(DISTRICT, HOME),
        List.of(
            known(),
            inState("Normal", 1, Scale.ofWords(new Scale.Word(1, "", Scale.GREEN))),
            inState("Inactive", 2, Scale.ZERO_IS_GOOD),
            inState("Unknown", 0, Scale.ofWords(new Scale.Word(0, "", Scale.ORANGE))),
            states(),
            homes(),
            sinceActivity(),
            power(),
            activity(),
            reports(),
            alerts()));
  }

  /** The newest state rank of each home, as column {@code rank}. */
  static Select newestRank(Variable chosen) {
    return Select.from(Measurements.HOME_STATE)
        .column(Of.LAST, "state_rank", "rank")
        .chosen(chosen)
        .by("home");
  }

  private static Panel known() {
    return stat(
        "Homes",
        Unit.COUNT,
        "Homes that had any state within the time range.",
        new Query(
            "homes",
            Select.from(newestRank(DISTRICT).chosen(HOME)).column(Of.COUNT, "rank", "homes")));
  }

  private static Panel inState(String title, int rank, Scale scale) {
    return stat(
            title,
            Unit.COUNT,
            "Homes whose newest state within the time range is this one.",
            new Query(
                "homes",
                Select.from(newestRank(DISTRICT).chosen(HOME))
                    .column(Of.COUNT, "rank", "homes")
                    .whereNumber("rank", "=", rank)))
        .coloured(new Scale(scale.steps(), List.of()))
        .emptyMeans("none");
  }

  private static Panel states() {
    return stateTimeline(
            "State by home",
            "Normal, inactive or unknown. Grey is unknown, never fine: the reason is in the table"
                + " below.",
            new Query(
                "$tag_home",
                Select.from(Measurements.HOME_STATE)
                    .raw("state_rank", "state")
                    .chosen(DISTRICT)
                    .chosen(HOME)
                    .by("home")))
        .coloured(Scale.HOME_STATE)
        .wide(24, 12);
  }

  private static Panel homes() {
    return table(
        "Homes, newest state",
        "Hours since activity is empty while no activity is known. Because: why a home is unknown.",
        new Query(
            "homes",
            Select.from(Measurements.HOME_STATE)
                .raw("state", "state")
                .raw("because", "because")
                .raw("hours_since_activity", "since activity")
                .raw("limit_hours", "limit")
                .chosen(DISTRICT)
                .chosen(HOME)
                .by("home")
                .newest()));
  }

  private static Panel sinceActivity() {
    return timeSeries(
        "Hours since activity, and the limit",
        Unit.HOURS,
        "A home is inactive when the hours since activity, shown by its own reports, exceed its"
            + " limit. A gap: no activity known.",
        new Query(
            "$tag_home $col",
            Select.from(Measurements.HOME_STATE)
                .column(Of.MAX, "hours_since_activity", "since activity")
                .column(Of.MAX, "limit_hours", "limit")
                .chosen(DISTRICT)
                .chosen(HOME)
                .everyInterval()
                .by("home")));
  }

  private static Panel power() {
    return timeSeries(
        "Power",
        Unit.WATT,
        "Highest active power per interval and plug. A gap: the plug did not report.",
        new Query(
            "$tag_home $tag_device",
            Select.from(Measurements.PLUG_RAW)
                .column(Of.MAX, "power_w", "power")
                .chosen(DISTRICT)
                .chosen(HOME)
                .everyInterval()
                .by("home", "device")));
  }

  private static Panel activity() {
    return table(
            "Homes without a normal state, newest first",
            "Each evaluation that was not normal, with the reason where the home is unknown.",
            new Query(
                "states",
                Select.from(Measurements.HOME_STATE)
                    .raw("state", "state")
                    .raw("because", "because")
                    .raw("hours_since_activity", "since activity")
                    .raw("limit_hours", "limit")
                    .raw("state_rank", "rank")
                    .whereNumber("state_rank", "!=", 1)
                    .chosen(DISTRICT)
                    .chosen(HOME)
                    .by("home")
                    .newestFirst(20)))
        .emptyMeans("none");
  }

  private static Panel reports() {
    return timeSeries(
        "Plug reports per hour",
        Unit.COUNT,
        "Reports received by hour and plug. A gap: the plug was silent.",
        new Query(
            "$tag_home $tag_device",
            Select.from(Measurements.PLUG_RAW)
                .column(Of.COUNT, "gateway", "reports")
                .chosen(DISTRICT)
                .chosen(HOME)
                .everyHour()
                .by("home", "device")));
  }

  private static Panel alerts() {
    return table(
            "Alerts about homes, newest first",
            "Every revision of alerts on homes. Severity 1 = info, 2 = warning, 3 = critical.",
            new Query(
                "alerts",
                Select.from(Measurements.ALERTS)
                    .raw("status", "status")
                    .raw("severity", "severity")
                    .raw("because", "cleared because")
                    .whereTagMatches("kind", "^(person-inactive|plug-silent)$")
                    .chosen(DISTRICT)
                    .by("kind", "subject")
                    .newestFirst(20)))
        .emptyMeans("none");
  }
}
