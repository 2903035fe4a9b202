package city.pulso.grafana;

import static city.pulso.grafana.Panel.heatmap;
import static city.pulso.grafana.Panel.stat;
import static city.pulso.grafana.Panel.table;
import static city.pulso.grafana.Panel.timeSeries;

import city.pulso.grafana.Panel.Query;
import city.pulso.grafana.Select.Of;
import city.pulso.schemas.Measurement.Field;
import city.pulso.schemas.Measurements;
import java.util.List;

/** Gateways and devices: who delivers what, and what became of every reading. */
final class FleetDashboard {
  private static final Variable DOMAIN = Variable.of(Measurements.DELIVERY_DELAY, "domain");
  private static final Variable DISTRICT = Variable.of(Measurements.GATEWAY_HEALTH, "district");

  private FleetDashboard() {}

  static Dashboard dashboard() {
    return new Dashboard(
        "pulso-fleet",
        "fleet.json",
        "Pulso: fleet",
        "Which district delivers how well, what is missing and why, and what waits at the gateways.",
        List.of(DISTRICT, DOMAIN),
        List.of(
            lost(),
            total("Late", "late", "Readings that came after their hour had been told."),
            total("Repeated", "duplicate", "Readings that came again and were dropped."),
            total("Refused", "refused", "Messages that gateways refused; tail says why."),
            total("Evicted", "evicted", "Readings that gateways gave up for want of disk."),
            total(
                "Unusable",
                "unusable",
                "Readings that came and that a job refused; the dead letters below say why."),
            total(
                "Doubtful",
                "doubtful",
                "Readings from the future or the far past: stored with that flag, used by no rule."),
            spoolsLost(),
            delivered(),
            received(),
            worstDevices(),
            windowUse(),
            receiptLag(),
            depth(),
            age(),
            delays(),
            percentiles(),
            streams(),
            deadLetters()));
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
        "Age of the oldest batch on a gateway's disk by its clock, which may run faster than real time.",
        new Query(
            "$tag_gateway",
            Select.from(Measurements.GATEWAY_HEALTH)
                .column(Of.MAX, "spool_oldest_age_ms", "oldest")
                .chosen(DISTRICT)
                .everyInterval()
                .by("gateway")));
  }

  private static Panel windowUse() {
    return timeSeries(
        "Window in use, by gateway",
        Unit.PERCENT,
        "Batches sent and not receipted, of those that may be. 100 for long: receipts do not keep up, and"
            + " the rest waits on the gateway's disk.",
        new Query(
            "$tag_gateway",
            Select.from(Measurements.GATEWAY_HEALTH)
                .percent("in_flight", "window", "used")
                .chosen(DISTRICT)
                .everyInterval()
                .by("gateway")));
  }

  private static Panel receiptLag() {
    return timeSeries(
        "Receipts lag, by gateway",
        Unit.MILLISECONDS,
        "How long the batch that waits longest has been waiting for its receipt since it was first sent, in"
            + " real time. Healthy: about one checkpoint interval.",
        new Query(
            "$tag_gateway",
            Select.from(Measurements.GATEWAY_HEALTH)
                .column(Of.MAX, "receipt_lag_ms", "lag")
                .chosen(DISTRICT)
                .everyInterval()
                .by("gateway")));
  }

  private static Panel delays() {
    Select buckets = Select.from(Measurements.DELIVERY_DELAY);
    Measurements.DELIVERY_DELAY.fields().stream()
        .map(Field::name)
        .filter(name -> name.startsWith("upto_"))
        .forEach(name -> buckets.column(Of.SUM, name, name.substring("upto_".length())));
    buckets.column(Of.SUM, "longer", "longer");
    return heatmap(
        "Delay from the device to the store",
        "Readings by how long they took from their own time to the store's answer, by the city's clock: where"
            + " city time runs faster than real time, so do delays. A catch-up after an outage shows as a"
            + " second band.",
        new Query("$col", buckets.chosen(DOMAIN).everyInterval()));
  }

  private static Panel percentiles() {
    return timeSeries(
        "Delay from the device to the store, by domain",
        Unit.MILLISECONDS,
        "What half and what 99 of 100 readings did not exceed, the worst of the interval, by the city's clock."
            + " Placed within the bounds of the histogram's buckets.",
        new Query(
            "$tag_domain $col",
            Select.from(Measurements.DELIVERY_DELAY)
                .column(Of.MAX, "p50_ms", "p50")
                .column(Of.MAX, "p99_ms", "p99")
                .chosen(DOMAIN)
                .everyInterval()
                .by("domain")));
  }

  private static Panel spoolsLost() {
    Select renewed =
        Select.from(Measurements.GATEWAY_HEALTH)
            .column(Of.MAX, "spools", "spools")
            .whereNumber("spools", ">", 1)
            .chosen(DISTRICT)
            .by("gateway", "domain");
    return stat(
            "Lost spools",
            Unit.COUNT,
            "Streams of gateways that came with a new spool: what the one before held and was not"
                + " receipted is gone. The table of streams names them.",
            new Query("streams", Select.from(renewed).column(Of.COUNT, "spools", "streams")))
        .coloured(Scale.ZERO_IS_GOOD)
        .emptyMeans("0");
  }

  private static Panel streams() {
    return table(
            "Streams by their newest heartbeat",
            "What each gateway says of each of its streams. 'spools' above 1: a spool was lost and a new one"
                + " made. 'missing': batches below the highest that have not come yet.",
            new Query(
                "streams",
                Select.from(Measurements.GATEWAY_HEALTH)
                    .raw("in_flight", "in flight")
                    .raw("window", "window")
                    .raw("receipt_lag_ms", "receipts lag")
                    .raw("spool_batches", "batches waiting")
                    .raw("spool_oldest_age_ms", "oldest")
                    .raw("missing", "missing")
                    .raw("duplicates", "repeated")
                    .raw("spools", "spools")
                    .chosen(DISTRICT)
                    .by("gateway", "domain")
                    .newest()))
        .wide(24, 10);
  }

  private static Panel deadLetters() {
    return table(
            "Dead letters",
            "What jobs could not use, newest first: messages, readings and registry entries, with what was"
                + " wrong. At most 60 a minute are stored; 'more' counts those left out before each.",
            new Query(
                "dead letters",
                Select.from(Measurements.DEAD_LETTERS)
                    .raw("reason", "reason")
                    .raw("gateway", "gateway")
                    .raw("device", "device")
                    .raw("topic", "topic")
                    .raw("sequence", "batch")
                    .raw("bytes", "bytes")
                    .raw("untold", "more")
                    .newestFirst(100)))
        .wide(24, 10)
        .emptyMeans("none");
  }
}
