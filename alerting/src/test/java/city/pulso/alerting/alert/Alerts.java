package city.pulso.alerting.alert;

import city.pulso.schemas.v1.AlertStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Alerts for stories; everything a story is not about is defaulted. */
public record Alerts(
    String kind,
    String subject,
    boolean open,
    long revision,
    Severity severity,
    Audience audience,
    Instant openedAt,
    Map<String, String> parameters) {
  public static final Instant NOON = Instant.parse("2026-11-20T17:00:00Z");

  public static Alerts inactive(String home) {
    return new Alerts(
        "person-inactive",
        home,
        true,
        1,
        Severity.CRITICAL,
        Audience.CAREGIVERS,
        NOON,
        Map.of("limit_hours", "24"));
  }

  public static Alerts unhealthy(String station) {
    return new Alerts(
        "air-unhealthy",
        station,
        true,
        1,
        Severity.WARNING,
        Audience.PUBLIC,
        NOON,
        Map.of("name", "Ancón", "category", "unhealthy"));
  }

  public static Alerts of(String kind, Audience audience) {
    return new Alerts(kind, "x-1", true, 1, Severity.WARNING, audience, NOON, Map.of());
  }

  public Alerts revision(long number) {
    return new Alerts(kind, subject, open, number, severity, audience, openedAt, parameters);
  }

  public Alerts severity(Severity other) {
    return new Alerts(kind, subject, open, revision, other, audience, openedAt, parameters);
  }

  public Alerts openedAt(Instant other) {
    return new Alerts(kind, subject, open, revision, severity, audience, other, parameters);
  }

  public Alerts parameter(String name, String value) {
    Map<String, String> more = new HashMap<>(parameters);
    more.put(name, value);
    return new Alerts(kind, subject, open, revision, severity, audience, openedAt, more);
  }

  public Alerts cleared() {
    return new Alerts(kind, subject, false, revision, severity, audience, openedAt, parameters);
  }

  public String id() {
    return kind + "/" + subject + "/" + openedAt.toEpochMilli();
  }

  public Alert build() {
    return new Alert(
        id(),
        kind,
        subject,
        open,
        revision,
        severity,
        audience,
        openedAt,
        open ? null : openedAt.plusSeconds(3_600),
        open ? "" : "activity-seen",
        kind,
        parameters,
        List.of(new Evidence("hours_without_activity", 27.25, "h", openedAt)),
        "miraflores",
        openedAt.plusSeconds(3_600 + revision),
        Grounds.NONE);
  }

  /** The same while it only waits for its end. */
  public Alert easing() {
    Alert a = build();
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
        kind + "-easing",
        a.parameters(),
        a.evidence(),
        a.district(),
        a.updatedAt(),
        a.grounds());
  }

  /** The same as part of an incident. */
  public Alert partOf(String incident) {
    Alert a = build();
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
        new Grounds("", List.of(), "", incident, List.of()));
  }

  /** As it is published. */
  public city.pulso.schemas.v1.Alert.Builder message() {
    city.pulso.schemas.v1.Alert.Builder message =
        city.pulso.schemas.v1.Alert.newBuilder()
            .setId(id())
            .setKind(kind)
            .setSubject(subject)
            .setStatus(open ? AlertStatus.OPEN_ALERT : AlertStatus.CLEARED)
            .setRevision((int) revision)
            .setSeverity(city.pulso.schemas.v1.Severity.valueOf(severity.name()))
            .setAudience(city.pulso.schemas.v1.Audience.valueOf(audience.name()))
            .setOpenedAtMs(openedAt.toEpochMilli())
            .setMessageKey(kind)
            .putAllParameters(parameters)
            .addEvidence(
                city.pulso.schemas.v1.Evidence.newBuilder()
                    .setName("hours_without_activity")
                    .setValue(27.25)
                    .setUnit("h")
                    .setAtMs(openedAt.toEpochMilli()))
            .setDistrict("miraflores")
            .setUpdatedAtMs(openedAt.plusSeconds(3_600 + revision).toEpochMilli());
    if (!open) {
      message
          .setClearedAtMs(openedAt.plusSeconds(3_600).toEpochMilli())
          .setClearedBecause("activity-seen");
    }
    return message;
  }
}
