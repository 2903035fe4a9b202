package city.pulso.grafana;

import static city.pulso.grafana.Panel.stat;
import static city.pulso.grafana.Panel.table;
import static city.pulso.grafana.Panel.timeSeries;

import city.pulso.grafana.Panel.Query;
import city.pulso.grafana.Select.Of;
import city.pulso.schemas.Measurements;
import java.util.List;

/** Gateways and devices: who delivers what, and what became of every reading. */
final class FleetDashboard {
  private static final Variable DISTRICT = Variable.of(Measurements.GATEWAY_HEALTH, "district");

  private FleetDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "pulso-fleet",
        "fleet.json",
        "Pulso: fleet",
        "Which district delivers how well, what is missing and why, and what waits at the gateways.",
        List.of(DISTRICT),
        List.of(
            lost(),
            total("Late", "late", "Readings that came after their hour had been told."),
            total("Repeated", "duplicate", "Readings that came again and were dropped."),
            total("Refused", "refused", "Messages that gateways refused; tail says why."),
            total("Evicted", "evicted", "Readings that gateways gave up for want of disk."),
            delivered(),
            received(),
            worstDevices(),
            depth(),
            age()));
  }

  private static Panel lost() {
    Select newestOfEach =
        Select.from(Measurements.COMPLETENESS)
            .column(Of.MAX, "unaccounted", "unaccounted")
            .chosen(DISTRICT)
            .by("device");
    return stat(
            "Lost",
            Unit.COUNT,
            "Readings that a gateway accepted and that neither came nor were evicted, by the time the"
                + " gateway's heartbeat proved that everything before it had been heard. Anything but"
                + " 0 is a defect.",
            new Query(
                "lost", Select.from(newestOfEach).column(Of.SUM, "unaccounted", "lost readings")))
        .coloured(Scale.ZERO_IS_GOOD);
  }

  private static Panel total(String title, String field, String text) {
    return stat(
        title,
        Unit.COUNT,
        text,
        new Query(
            field,
            Select.from(Measurements.COMPLETENESS).column(Of.SUM, field, field).chosen(DISTRICT)));
  }

  private static Panel delivered() {
    return timeSeries(
        "Delivered of expected, by district",
        Unit.PERCENT,
        "Readings received of those due, hour by hour, of devices of which it is known how many are"
            + " due. More than 100: devices that also report on a change. A gap: no heartbeat of any"
            + " gateway of the district proved the hour.",
        new Query(
            "$tag_district",
            Select.from(Measurements.COMPLETENESS)
                .percent("received", "expected", "delivered")
                .whereNumber("expected", ">", 0)
                .chosen(DISTRICT)
                .everyHour()
                .by("district")));
  }

  private static Panel received() {
    return timeSeries(
        "Readings received per hour, by domain",
        Unit.COUNT,
        "Each reading counted once, in the hour in which it was observed.",
        new Query(
            "$tag_domain",
            Select.from(Measurements.COMPLETENESS)
                .column(Of.SUM, "received", "received")
                .chosen(DISTRICT)
                .everyHour()
                .by("domain")));
  }

  private static Panel worstDevices() {
    return table(
            "Devices by their newest told hour",
            "What was expected of each device and what became of it. './pulso ledger --device D'"
                + " explains one that is missing.",
            new Query(
                "devices",
                Select.from(Measurements.COMPLETENESS)
                    .raw("received", "received")
                    .raw("expected", "expected")
                    .raw("late", "late")
                    .raw("duplicate", "repeated")
                    .raw("refused", "refused")
                    .raw("evicted", "evicted")
                    .raw("unaccounted", "lost")
                    .chosen(DISTRICT)
                    .by("gateway", "device")
                    .newest()))
        .wide(24, 12);
  }

  private static Panel depth() {
    return timeSeries(
        "Batches waiting, by gateway",
        Unit.COUNT,
        "Batches at a gateway without a receipt: in flight, or on its disk until the uplink returns.",
        new Query(
            "$tag_gateway",
            Select.from(Measurements.GATEWAY_HEALTH)
                .column(Of.MAX, "spool_batches", "waiting")
                .chosen(DISTRICT)
                .everyInterval()
                .by("gateway")));
  }

  private static Panel age() {
    return timeSeries(
        "Oldest batch waiting, by gateway",
        Unit.MILLISECONDS,
        "How far the receipts lag behind: in health about one checkpoint interval.",
        new Query(
            "$tag_gateway",
            Select.from(Measurements.GATEWAY_HEALTH)
                .column(Of.MAX, "spool_oldest_age_ms", "oldest")
                .chosen(DISTRICT)
                .everyInterval()
                .by("gateway")));
  }
}
