package city.pulso.alerting.alert;

import city.pulso.schemas.v1.AlertStatus;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An alert as bytes on the broker (protobuf) and as text in the database (its canonical JSON).
 * Sizes are bounded here, so nothing larger gets further.
 */
public final class AlertMessage {
  /** Largest payload taken, bytes. */
  public static final int LARGEST = 64 * 1024;

  private static final int MOST_PARAMETERS = 32;
  private static final int MOST_EVIDENCE = 32;
  private static final int MOST_STATIONS = 32;
  private static final int MOST_MEMBERS = 1_000;
  private static final int LONGEST_TEXT = 300;
  private static final long LATEST_MS = 253_402_300_799_999L; // the end of year 9999
  private static final Pattern LEVEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._-]{0,127}");

  private AlertMessage() {}

  /**
   * Reads one message.
   *
   * @param kind as the topic says
   * @param subject as the topic says
   */
  public static Alert read(String kind, String subject, byte[] payload)
      throws MalformedAlertException {
    require(payload.length <= LARGEST, "payload", payload.length + " bytes", LARGEST + " or fewer");
    city.pulso.schemas.v1.Alert message;
    try {
      message = city.pulso.schemas.v1.Alert.parseFrom(payload);
    } catch (InvalidProtocolBufferException notProtobuf) {
      throw new MalformedAlertException(
          "payload", String.valueOf(notProtobuf.getMessage()), "protobuf pulso.v1.Alert");
    }
    require(message.getKind().equals(kind), "kind", message.getKind(), kind + ", as in the topic");
    require(
        message.getSubject().equals(subject),
        "subject",
        message.getSubject(),
        subject + ", as in the topic");
    return checked(message);
  }

  /** Writes what {@link #read(String)} reads: canonical protobuf JSON on one line. */
  public static String write(Alert alert) {
    try {
      return JsonFormat.printer().omittingInsignificantWhitespace().print(message(alert));
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("alert " + alert.id() + " cannot be written", impossible);
    }
  }

  /** Reads what {@link #write} wrote, also by an earlier or later version. */
  public static Alert read(String json) {
    city.pulso.schemas.v1.Alert.Builder message = city.pulso.schemas.v1.Alert.newBuilder();
    try {
      JsonFormat.parser().ignoringUnknownFields().merge(json, message);
      return checked(message.build());
    } catch (InvalidProtocolBufferException | MalformedAlertException damaged) {
      throw new IllegalStateException("the database holds an alert that cannot be read", damaged);
    }
  }

  private static Alert checked(city.pulso.schemas.v1.Alert message) throws MalformedAlertException {
    require(LEVEL.matcher(message.getKind()).matches(), "kind", message.getKind(), LEVEL.pattern());
    require(
        LEVEL.matcher(message.getSubject()).matches(),
        "subject",
        message.getSubject(),
        LEVEL.pattern());
    requireTime("opened_at_ms", message.getOpenedAtMs());
    String id = message.getKind() + "/" + message.getSubject() + "/" + message.getOpenedAtMs();
    require(message.getId().equals(id), "id", message.getId(), id);
    require(message.getRevision() != 0, "revision", 0, "1 or more");
    boolean cleared = message.getStatus() == AlertStatus.CLEARED;
    require(
        cleared || message.getStatus() == AlertStatus.OPEN_ALERT,
        "status",
        message.getStatus(),
        "OPEN_ALERT or CLEARED");
    if (cleared) {
      requireTime("cleared_at_ms", message.getClearedAtMs());
    }
    checkTexts(message);
    checkGrounds(message);
    return new Alert(
        id,
        message.getKind(),
        message.getSubject(),
        !cleared,
        Integer.toUnsignedLong(message.getRevision()),
        severity(message),
        audience(message),
        Instant.ofEpochMilli(message.getOpenedAtMs()),
        cleared ? Instant.ofEpochMilli(message.getClearedAtMs()) : null,
        cleared ? message.getClearedBecause() : "",
        message.getMessageKey(),
        message.getParametersMap(),
        message.getEvidenceList().stream().map(AlertMessage::evidence).toList(),
        message.getDistrict(),
        Instant.ofEpochMilli(updated(message)),
        grounds(message));
  }

  private static void checkTexts(city.pulso.schemas.v1.Alert message)
      throws MalformedAlertException {
    requireShort("message_key", message.getMessageKey());
    requireShort("cleared_because", message.getClearedBecause());
    requireShort("district", message.getDistrict());
    require(
        message.getParametersCount() <= MOST_PARAMETERS,
        "parameters",
        message.getParametersCount() + " entries",
        MOST_PARAMETERS + " or fewer");
    for (Map.Entry<String, String> parameter : message.getParametersMap().entrySet()) {
      requireShort("parameters", parameter.getKey());
      requireShort("parameters", parameter.getValue());
    }
    require(
        message.getEvidenceCount() <= MOST_EVIDENCE,
        "evidence",
        message.getEvidenceCount() + " entries",
        MOST_EVIDENCE + " or fewer");
    for (city.pulso.schemas.v1.Evidence evidence : message.getEvidenceList()) {
      requireShort("evidence.name", evidence.getName());
      requireShort("evidence.unit", evidence.getUnit());
      require(
          Double.isFinite(evidence.getValue()),
          "evidence.value",
          evidence.getValue(),
          "a finite number");
      require(
          Math.abs(evidence.getAtMs()) <= LATEST_MS,
          "evidence.at_ms",
          evidence.getAtMs(),
          "a time");
    }
  }

  private static void checkGrounds(city.pulso.schemas.v1.Alert message)
      throws MalformedAlertException {
    requireShort("rule", message.getRule());
    requireShort("action_key", message.getActionKey());
    requireShort("incident", message.getIncident());
    require(
        message.getStationsCount() <= MOST_STATIONS,
        "stations",
        message.getStationsCount() + " entries",
        MOST_STATIONS + " or fewer");
    for (city.pulso.schemas.v1.Support support : message.getStationsList()) {
      requireShort("stations.station", support.getStation());
      require(
          Double.isFinite(support.getDistanceM()) && support.getDistanceM() >= 0,
          "stations.distance_m",
          support.getDistanceM(),
          "metres");
    }
    require(
        message.getMembersCount() <= MOST_MEMBERS,
        "members",
        message.getMembersCount() + " entries",
        MOST_MEMBERS + " or fewer");
    for (String member : message.getMembersList()) {
      require(LEVEL.matcher(member).matches(), "members", member, LEVEL.pattern());
    }
  }

  private static Grounds grounds(city.pulso.schemas.v1.Alert message) {
    return new Grounds(
        message.getRule(),
        message.getStationsList().stream()
            .map(s -> new Grounds.Support(s.getStation(), s.getDistanceM()))
            .toList(),
        message.getActionKey(),
        message.getIncident(),
        message.getMembersList());
  }

  private static Severity severity(city.pulso.schemas.v1.Alert message)
      throws MalformedAlertException {
    return switch (message.getSeverity()) {
      case INFO -> Severity.INFO;
      case WARNING -> Severity.WARNING;
      case CRITICAL -> Severity.CRITICAL;
      case SEVERITY_UNSPECIFIED, UNRECOGNIZED ->
          throw new MalformedAlertException(
              "severity", message.getSeverity(), "INFO, WARNING or CRITICAL");
    };
  }

  private static Audience audience(city.pulso.schemas.v1.Alert message)
      throws MalformedAlertException {
    return switch (message.getAudience()) {
      case OPERATORS -> Audience.OPERATORS;
      case CAREGIVERS -> Audience.CAREGIVERS;
      case PUBLIC -> Audience.PUBLIC;
      case SENSITIVE_GROUPS -> Audience.SENSITIVE_GROUPS;
      case AUDIENCE_UNSPECIFIED, UNRECOGNIZED ->
          throw new MalformedAlertException(
              "audience",
              message.getAudience(),
              "OPERATORS, CAREGIVERS, PUBLIC or SENSITIVE_GROUPS");
    };
  }

  private static Evidence evidence(city.pulso.schemas.v1.Evidence message) {
    return new Evidence(
        message.getName(),
        message.getValue(),
        message.getUnit(),
        Instant.ofEpochMilli(message.getAtMs()));
  }

  private static long updated(city.pulso.schemas.v1.Alert message) {
    long updated = Math.max(message.getUpdatedAtMs(), message.getOpenedAtMs());
    return Math.min(Math.max(updated, message.getClearedAtMs()), LATEST_MS);
  }

  private static city.pulso.schemas.v1.Alert message(Alert alert) {
    city.pulso.schemas.v1.Alert.Builder message =
        city.pulso.schemas.v1.Alert.newBuilder()
            .setId(alert.id())
            .setKind(alert.kind())
            .setSubject(alert.subject())
            .setStatus(alert.open() ? AlertStatus.OPEN_ALERT : AlertStatus.CLEARED)
            .setRevision((int) alert.revision())
            .setSeverity(city.pulso.schemas.v1.Severity.valueOf(alert.severity().name()))
            .setAudience(city.pulso.schemas.v1.Audience.valueOf(alert.audience().name()))
            .setOpenedAtMs(alert.openedAt().toEpochMilli())
            .setMessageKey(alert.messageKey())
            .putAllParameters(alert.parameters())
            .setDistrict(alert.district())
            .setUpdatedAtMs(alert.updatedAt().toEpochMilli())
            .setRule(alert.grounds().rule())
            .setActionKey(alert.grounds().actionKey())
            .setIncident(alert.grounds().incident())
            .addAllMembers(alert.grounds().members());
    for (Grounds.Support support : alert.grounds().stations()) {
      message.addStations(
          city.pulso.schemas.v1.Support.newBuilder()
              .setStation(support.station())
              .setDistanceM(support.distanceM()));
    }
    Instant clearedAt = alert.clearedAt();
    if (clearedAt != null) {
      message.setClearedAtMs(clearedAt.toEpochMilli()).setClearedBecause(alert.clearedBecause());
    }
    for (Evidence evidence : alert.evidence()) {
      message.addEvidence(
          city.pulso.schemas.v1.Evidence.newBuilder()
              .setName(evidence.name())
              .setValue(evidence.value())
              .setUnit(evidence.unit())
              .setAtMs(evidence.at().toEpochMilli()));
    }
    return message.build();
  }

  private static void requireTime(String field, long ms) throws MalformedAlertException {
    require(ms > 0 && ms <= LATEST_MS, field, ms, "Unix milliseconds from 1 to " + LATEST_MS);
  }

  private static void requireShort(String field, String text) throws MalformedAlertException {
    require(
        text.length() <= LONGEST_TEXT,
        field,
        text.length() + " characters",
        LONGEST_TEXT + " or fewer");
  }

  private static void require(boolean accepted, String field, Object value, String use)
      throws MalformedAlertException {
    if (!accepted) {
      throw new MalformedAlertException(field, value, use);
    }
  }
}
