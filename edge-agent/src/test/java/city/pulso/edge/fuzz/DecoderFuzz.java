package city.pulso.edge.fuzz;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.edge.intake.Refusal;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TimeSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for any bytes in any format: they are accepted or refused with words for it,
 * nothing else happens, and what is accepted names its device and how its time is known.
 */
final class DecoderFuzz {
  private static final long NOW_MS = 1_767_225_600_000L;

  /** Topics for which the format's decoder does different things; the first byte chooses. */
  private static final Map<Format, List<String>> TOPICS =
      Map.of(
          Format.TASMOTA,
          List.of("tele/k17/SENSOR", "tele/k17/STATE", "tele/k17/LWT", "stat/k17/POWER"),
          Format.SHELLY,
          List.of("k17/status/switch:0", "k17/events/rpc", "k17/online"),
          Format.ZIGBEE2MQTT,
          List.of("zigbee2mqtt/k17", "zigbee2mqtt/k17/availability"),
          Format.CHIRPSTACK,
          List.of("application/a/device/k17/event/up"));

  private DecoderFuzz() {}

  static void decode(Format format, byte[] input) {
    List<String> topics = TOPICS.getOrDefault(format, List.of(""));
    String topic = topics.get(input.length == 0 ? 0 : (input[0] & 0xff) % topics.size());
    String device = topic.isEmpty() ? null : "k17";
    byte[] payload =
        topics.size() > 1 && input.length > 0
            ? java.util.Arrays.copyOfRange(input, 1, input.length)
            : input;
    judge(format, payload, topic, device);
  }

  private static void judge(Format format, byte[] payload, String topic, @Nullable String device) {
    try {
      for (Reading reading :
          DryRun.judge(format, payload, topic, device, null, NOW_MS).readings()) {
        if (reading.getDevice().isEmpty()
            || reading.getTimeSource() == TimeSource.TIME_SOURCE_UNSPECIFIED) {
          throw new AssertionError("a reading without device or time: " + reading);
        }
      }
    } catch (Refusal refusal) {
      String said = String.valueOf(refusal.getMessage());
      if (said.isBlank() || said.length() > 4096) {
        throw new AssertionError("a refusal of " + said.length() + " characters", refusal);
      }
    }
  }
}
