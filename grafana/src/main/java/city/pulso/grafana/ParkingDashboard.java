package city.pulso.grafana;

import static city.pulso.grafana.Panel.stat;
import static city.pulso.grafana.Panel.stateTimeline;
import static city.pulso.grafana.Panel.table;
import static city.pulso.grafana.Panel.timeSeries;

import city.pulso.grafana.Panel.Query;
import city.pulso.grafana.Select.Of;
import city.pulso.schemas.Measurements;
import java.util.List;

/** Parking: places by zone, bays by state, and what the sensors and counters really sent. */
final class ParkingDashboard {
  private static final Variable DISTRICT = Variable.of(Measurements.PARKING_ZONE, "district");
  private static final Variable ZONE = Variable.within(DISTRICT, Measurements.PARKING_ZONE, "zone");

  private ParkingDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "pulso-parking",
        "parking.json",
        "Pulso: parking",
        "Free, occupied and unknown places by zone, debounced bays, and reports as received.",
        List.of(DISTRICT, ZONE),
        List.of(
            places("Free", "free", "free for certain"),
            places("Occupied", "occupied", "occupied for certain"),
            places("Unknown", "unknown", "neither known free nor known occupied"),
            zones(),
            free(),
            atMostFree(),
            bays(),
            counted(),
            reports(),
            flagged()));
  }

  private static Panel places(String title, String field, String meaning) {
    Select newestOfEach =
        Select.from(Measurements.PARKING_ZONE)
            .column(Of.LAST, field, field)
            .chosen(DISTRICT)
            .chosen(ZONE)
            .by("zone");
    return stat(
        title,
        Unit.COUNT,
        "Places of the chosen zones that are " + meaning + ", each zone by its newest change.",
        new Query(field, Select.from(newestOfEach).column(Of.SUM, field, field)));
  }

  private static Panel zones() {
    return table(
        "Zones, newest change",
        "Availability of a zone is free to free + unknown.",
        new Query(
            "zones",
            Select.from(Measurements.PARKING_ZONE)
                .raw("capacity", "capacity")
                .raw("free", "free")
                .raw("occupied", "occupied")
                .raw("unknown", "unknown")
                .chosen(DISTRICT)
                .chosen(ZONE)
                .by("zone")
                .newest()));
  }

  private static Panel free() {
    return timeSeries(
        "Free for certain",
        Unit.COUNT,
        "Free places by zone; a point at each accepted change.",
        new Query(
            "$tag_zone",
            Select.from(Measurements.PARKING_ZONE)
                .column(Of.LAST, "free", "free")
                .chosen(DISTRICT)
                .chosen(ZONE)
                .everyInterval()
                .by("zone")));
  }

  private static Panel atMostFree() {
    return timeSeries(
        "Free at most",
        Unit.COUNT,
        "Free + unknown by zone: the upper end of the availability. Its distance from 'Free for"
            + " certain' is what nobody knows.",
        new Query(
            "$tag_zone",
            Select.from(Measurements.PARKING_ZONE)
                .lastSum("free", "unknown", "free at most")
                .chosen(DISTRICT)
                .chosen(ZONE)
                .everyInterval()
                .by("zone")));
  }

  private static Panel bays() {
    return stateTimeline(
            "Bays",
            "State of each bay after debouncing. Grey: unknown, because its sensor is silent or new.",
            new Query(
                "$tag_zone $tag_bay",
                Select.from(Measurements.PARKING_BAY)
                    .raw("state_rank", "state")
                    .chosen(DISTRICT)
                    .chosen(ZONE)
                    .by("zone", "bay")))
        .coloured(Scale.BAY_STATE)
        .wide(24, 14);
  }

  private static Panel counted() {
    return timeSeries(
        "Car parks as published",
        Unit.COUNT,
        "What the counters published, free or occupied places, before any check: negative numbers and"
            + " numbers above the capacity are shown as they came.",
        new Query(
            "$tag_zone $col",
            Select.from(Measurements.PARKING_RAW)
                .column(Of.LAST, "free", "free")
                .column(Of.LAST, "occupied_count", "occupied")
                .column(Of.LAST, "capacity", "capacity")
                .chosen(DISTRICT)
                .chosen(ZONE)
                .everyInterval()
                .by("zone")));
  }

  private static Panel reports() {
    return timeSeries(
        "Reports received",
        Unit.COUNT,
        "Reports of bay sensors and counters per interval. A gap: nothing was heard of the zone.",
        new Query(
            "$tag_zone",
            Select.from(Measurements.PARKING_RAW)
                .column(Of.COUNT, "gateway", "reports")
                .chosen(DISTRICT)
                .chosen(ZONE)
                .everyInterval()
                .by("zone")));
  }

  private static Panel flagged() {
    return table(
            "Flagged reports, newest first",
            "Reports that quality control marked, with the marks. They are stored and not used.",
            new Query(
                "flagged",
                Select.from(Measurements.PARKING_RAW)
                    .raw("flags", "flags")
                    .raw("free", "free")
                    .raw("occupied_count", "occupied")
                    .raw("capacity", "capacity")
                    .raw("status", "status")
                    .whereNotEmpty("flags")
                    .chosen(DISTRICT)
                    .chosen(ZONE)
                    .by("zone", "device")
                    .newestFirst(50)))
        .emptyMeans("none");
  }
}
