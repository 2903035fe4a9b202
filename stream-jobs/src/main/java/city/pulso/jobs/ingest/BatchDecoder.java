package city.pulso.jobs.ingest;

import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a TelemetryBatch and believes only what agrees with its topic: a gateway cannot speak for
 * another one. Plain Java, stateless.
 */
final class BatchDecoder {
  /** Largest message that is looked at, bytes. */
  static final int MAX_BYTES = 4 << 20;

  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._-]{0,127}");
  private static final Pattern GATEWAY = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private final Domain domain;
  private final String topicPrefix;

  BatchDecoder(Domain domain) {
    this.domain = domain;
    this.topicPrefix = "pulso/v1/telemetry/" + Topics.level(domain) + "/";
  }

  /**
   * What a message turned out to be.
   *
   * @param batch the batch with those of its readings that can be used
   * @param refused what was wrong with each of its readings that cannot
   */
  record Decoded(TelemetryBatch batch, List<Refused> refused) {}

  /**
   * A reading that cannot be used.
   *
   * @param problem what was wrong, where, and what is accepted
   * @param named whether the id of its device is one
   */
  record Refused(Reading reading, String problem, boolean named) {}

  /** Why a message as a whole cannot be used: what, where, and what is accepted. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    MalformedException(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  Decoded decode(String topic, byte[] payload) throws MalformedException {
    if (!topic.startsWith(topicPrefix)) {
      throw new MalformedException("topic: not accepted; use " + topicPrefix + "{gateway}");
    }
    if (payload.length > MAX_BYTES) {
      throw new MalformedException(
          "size: " + payload.length + " bytes are not accepted; use " + MAX_BYTES + " or fewer");
    }
    TelemetryBatch batch = parse(payload);
    checkHeader(batch, topic.substring(topicPrefix.length()));
    return checkReadings(batch);
  }

  private static TelemetryBatch parse(byte[] payload) throws MalformedException {
    try {
      return TelemetryBatch.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedException("payload: no TelemetryBatch: " + e.getMessage());
    }
  }

  private void checkHeader(TelemetryBatch batch, String gateway) throws MalformedException {
    if (!GATEWAY.matcher(gateway).matches()) {
      throw new MalformedException("topic: gateway is not accepted; use " + GATEWAY.pattern());
    }
    if (!batch.getGateway().equals(gateway)) {
      throw new MalformedException("gateway: differs from the topic's " + gateway);
    }
    if (batch.getDomain() != domain) {
      throw new MalformedException(
          "domain: " + batch.getDomain() + " is not accepted here; use " + domain);
    }
    if (batch.getEpoch() == 0) {
      throw new MalformedException("epoch: 0 is not accepted; use a random number");
    }
    if (batch.getSequence() <= 0) {
      throw new MalformedException(
          "sequence: "
              + Long.toUnsignedString(batch.getSequence())
              + " is not accepted; use 1, 2, 3 ...");
    }
  }

  private Decoded checkReadings(TelemetryBatch batch) {
    List<Refused> refused = new ArrayList<>(0);
    for (int i = 0; i < batch.getReadingsCount(); i++) {
      Reading reading = batch.getReadings(i);
      String problem = problem(reading, batch.getGateway());
      if (!problem.isEmpty()) {
        boolean named = DEVICE.matcher(reading.getDevice()).matches();
        refused.add(new Refused(reading, "readings[" + i + "]." + problem, named));
      }
    }
    if (refused.isEmpty()) {
      return new Decoded(batch, refused);
    }
    TelemetryBatch.Builder good = batch.toBuilder().clearReadings();
    for (Reading reading : batch.getReadingsList()) {
      if (problem(reading, batch.getGateway()).isEmpty()) {
        good.addReadings(reading);
      }
    }
    return new Decoded(good.build(), refused);
  }

  private String problem(Reading reading, String gateway) {
    if (!DEVICE.matcher(reading.getDevice()).matches()) {
      return "device: not accepted; use " + DEVICE.pattern();
    }
    return switch (reading.getBodyCase()) {
      case BODY_NOT_SET -> "body: none that is known here; use air, parking, plug or generic";
      case HEARTBEAT ->
          reading.getDevice().equals(gateway)
              ? ""
              : "device: a heartbeat is not accepted from " + reading.getDevice();
      case AIR -> only(Domain.AIR);
      case PARKING -> only(Domain.PARKING);
      case PLUG -> only(Domain.HOMES);
      case GENERIC -> "";
    };
  }

  private String only(Domain expected) {
    return domain == expected ? "" : "body: belongs into domain " + expected + ", not " + domain;
  }
}
