package city.pulso.edge.conform;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.edge.intake.Refusal;
import city.pulso.edge.json.Json;
import city.pulso.edge.senml.ResolvedRecord;
import city.pulso.edge.senml.SenmlException;
import city.pulso.edge.senml.SenmlPack;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TimeSource;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Judges the bodies of telemetry messages. */
final class TelemetryRules {
  private static final long CLOCKS_BEGIN_MS = 1_000_000_000_000L; // 2001: before, no clock was set
  private static final int STUCK = 10;
  private static final int MOST_DEVICES = 10_000;

  /** RFC 8798 and RFC 9100: units that need another version of SenML; those devices here use. */
  private static final Set<String> SECONDARY =
      Set.of(
          "ms", "min", "h", "MHz", "kW", "kVA", "kvar", "Ah", "Wh", "kWh", "varh", "kvarh", "kVAh",
          "Wh/km", "KiB", "GB", "Mbit/s", "B/s", "MB/s", "mV", "mA", "dBm", "ug/m3", "mm/h", "m/h",
          "ppm", "/100", "/1000", "hPa", "mm", "cm", "km", "km/h");

  private final Tally tally;
  private final Map<String, Device> devices = new TreeMap<>();

  TelemetryRules(Tally tally) {
    this.tally = tally;
  }

  /** What is remembered of a device. */
  private static final class Device {
    private long bootId;
    private long sequence = -1;
    private String body = "";
    private int same;
    private boolean told;
    private final Map<Long, String> recent = new HashMap<>();
  }

  /** Ids of the devices that spoke. */
  List<String> devices() {
    return List.copyOf(devices.keySet());
  }

  void judge(Seen seen, int contentFormat, byte[] payload) {
    Format format = format(contentFormat);
    if (format == null) {
      String given = contentFormat < 0 ? "is missing" : "is " + contentFormat;
      tally.fail(
          Rule.COAP_CONTENT_FORMAT, seen, "Content-Format " + given + "; use 110, 112 or 42");
      return;
    }
    tally.pass(Rule.COAP_CONTENT_FORMAT);
    judge(seen, format, "", null, payload);
  }

  /**
   * Judges a message whose format is known.
   *
   * @param topic MQTT Topic Name; empty: over CoAP
   * @param speaker the one device the message may speak for; null: any
   */
  void judge(Seen seen, Format format, String topic, @Nullable String speaker, byte[] payload) {
    List<Reading> readings;
    try {
      readings = DryRun.judge(format, payload, topic, speaker, null, seen.atMs()).readings();
    } catch (Refusal e) {
      refused(seen, e);
      return;
    }
    tally.pass(Rule.PAYLOAD_READABLE);
    tally.pass(Rule.PAYLOAD_ACCEPTED);
    Set<String> ids = new TreeSet<>();
    for (Reading reading : readings) {
      ids.add(reading.getDevice());
      time(seen, reading);
      live(seen, reading);
    }
    if (ids.size() > 1) {
      tally.warn(Rule.PAYLOAD_ONE_DEVICE, seen, ids.size() + " devices: " + String.join(", ", ids));
    } else {
      tally.pass(Rule.PAYLOAD_ONE_DEVICE);
    }
    if (format == Format.PULSO) {
      report(seen, payload);
    } else if (format == Format.SENML_JSON || format == Format.SENML_CBOR) {
      pack(seen, format, payload);
    }
  }

  private static @Nullable Format format(int contentFormat) {
    return switch (contentFormat) {
      case 42 -> Format.PULSO;
      case 110 -> Format.SENML_JSON;
      case 112 -> Format.SENML_CBOR;
      default -> null;
    };
  }

  private void refused(Seen seen, Refusal refusal) {
    String what = String.valueOf(refusal.getMessage());
    switch (refusal.reason()) {
      case MALFORMED -> tally.fail(Rule.PAYLOAD_READABLE, seen, what);
      case FAR_FUTURE -> {
        tally.pass(Rule.PAYLOAD_READABLE);
        tally.fail(Rule.TIME_RIGHT, seen, what);
      }
      default -> {
        tally.pass(Rule.PAYLOAD_READABLE);
        tally.fail(Rule.PAYLOAD_ACCEPTED, seen, what);
      }
    }
  }

  private void time(Seen seen, Reading reading) {
    if (reading.getTimeSource() == TimeSource.GATEWAY_CLOCK) {
      tally.warn(
          Rule.TIME_KNOWN,
          seen,
          reading.getDevice() + " sends no time; the gateway stamps reception");
      return;
    }
    tally.pass(Rule.TIME_KNOWN);
    if (reading.getTimeSource() != TimeSource.DEVICE_CLOCK) {
      return;
    }
    long aheadMs = reading.getObservedAtMs() - seen.atMs();
    String what = reading.getDevice() + "'s clock is " + aheadMs / 1000 + " s off";
    if (reading.getObservedAtMs() < CLOCKS_BEGIN_MS) {
      tally.fail(
          Rule.TIME_RIGHT, seen, what + ": it was never set; ask /time, or send since_boot_ms");
    } else if (!reading.getDoubtsList().isEmpty()) {
      boolean future = reading.getDoubtsList().contains(Doubt.FROM_THE_FUTURE);
      tally.warn(
          Rule.TIME_RIGHT,
          seen,
          what + "; the agent marks it as from the " + (future ? "future" : "far past"));
    } else {
      tally.pass(Rule.TIME_RIGHT);
    }
  }

  private void live(Seen seen, Reading reading) {
    Device device = device(reading.getDevice());
    String body = reading.hasAir() ? reading.getAir().toString() : reading.getGeneric().toString();
    if (body.isEmpty()) {
      return; // a bay may be free for days, a plug unused
    }
    device.same = body.equals(device.body) ? device.same + 1 : 1;
    device.body = body;
    if (device.same == STUCK && !device.told) {
      device.told = true;
      tally.warn(
          Rule.VALUES_LIVE,
          seen,
          reading.getDevice() + " sent the same values " + STUCK + " times");
    } else {
      tally.pass(Rule.VALUES_LIVE);
    }
  }

  private void report(Seen seen, byte[] payload) {
    DeviceReport report;
    try {
      report = DeviceReport.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      return; // told already
    }
    boolean present =
        report.getBootId() != 0
            && report.getReadingsList().stream().allMatch(reading -> reading.hasSequence());
    if (!present) {
      tally.warn(
          Rule.SEQUENCE_PRESENT,
          seen,
          report.getDevice()
              + " sends no "
              + (report.getBootId() == 0 ? "boot_id" : "sequence")
              + "; what it repeats counts twice");
      return;
    }
    tally.pass(Rule.SEQUENCE_PRESENT);
    Device device = device(report.getDevice());
    if (device.bootId != report.getBootId()) {
      device.bootId = report.getBootId();
      device.sequence = -1;
      device.recent.clear();
    }
    report
        .getReadingsList()
        .forEach(
            reading ->
                sequence(
                    seen, report.getDevice(), device, reading.getSequence(), reading.toString()));
  }

  private void sequence(Seen seen, String id, Device device, long sequence, String body) {
    String before = device.recent.putIfAbsent(sequence, body);
    if (device.recent.size() > 4096) {
      device.recent.clear();
    }
    if (body.equals(before)) {
      return; // repeated, as it should when no answer came
    }
    if (before != null) {
      tally.fail(
          Rule.SEQUENCE_GROWS,
          seen,
          id + " uses sequence " + sequence + " for another reading, with the same boot id");
    } else if (device.sequence >= 0 && sequence > device.sequence + 1) {
      tally.warn(
          Rule.SEQUENCE_GROWS,
          seen,
          id
              + ": sequence "
              + sequence
              + " after "
              + device.sequence
              + ", so "
              + (sequence - device.sequence - 1)
              + " did not arrive or come later");
    } else if (sequence < device.sequence) {
      tally.warn(
          Rule.SEQUENCE_GROWS,
          seen,
          id + ": sequence " + sequence + " comes after " + device.sequence);
    } else {
      tally.pass(Rule.SEQUENCE_GROWS);
    }
    device.sequence = Math.max(device.sequence, sequence);
  }

  private void pack(Seen seen, Format format, byte[] payload) {
    List<ResolvedRecord> records;
    try {
      double nowS = seen.atMs() / 1000.0;
      records =
          format == Format.SENML_JSON
              ? SenmlPack.fromJson(payload, nowS)
              : SenmlPack.fromCbor(payload, nowS);
    } catch (SenmlException e) {
      return; // told already
    }
    boolean urn = records.stream().allMatch(record -> record.name().startsWith("urn:"));
    if (urn) {
      tally.pass(Rule.PAYLOAD_BASE_NAME);
    } else {
      tally.warn(
          Rule.PAYLOAD_BASE_NAME,
          seen,
          "'" + records.get(0).name() + "'; for example urn:dev:mac:0024befffe80a001:pm2_5");
    }
    if (format == Format.SENML_JSON) {
      secondaryUnits(seen, records, payload);
    }
  }

  private void secondaryUnits(Seen seen, List<ResolvedRecord> records, byte[] payload) {
    Set<String> used = new TreeSet<>();
    for (ResolvedRecord record : records) {
      String unit = record.unit();
      if (unit != null && SECONDARY.contains(unit)) {
        used.add(unit);
      }
    }
    if (used.isEmpty()) {
      return;
    }
    if (version(payload) >= 26) {
      tally.pass(Rule.PAYLOAD_SECONDARY_UNITS);
    } else {
      tally.warn(
          Rule.PAYLOAD_SECONDARY_UNITS,
          seen,
          String.join(", ", used) + " without \"bver\":26; the agent takes it, others may not");
    }
  }

  private static double version(byte[] payload) {
    try {
      if (Json.read(payload) instanceof List<?> list) {
        for (Object each : list) {
          if (each instanceof Map<?, ?> map && map.get("bver") instanceof Number number) {
            return number.doubleValue();
          }
        }
      }
    } catch (IOException e) {
      // It was read before.
    }
    return 10;
  }

  private Device device(String id) {
    if (devices.size() >= MOST_DEVICES && !devices.containsKey(id)) {
      devices.clear(); // a flood of made-up ids must not fill the memory
    }
    return devices.computeIfAbsent(id, key -> new Device());
  }
}
