package city.pulso.jobs.store;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.v1.Doubt;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.TimeSource;
import java.util.ArrayList;
import java.util.List;

/** The part of a raw point that is the same in every domain. */
public final class Provenance {
  private Provenance() {}

  /**
   * Starts the raw point of a reading: its time and how that is known, and the way it came. Tags
   * and the domain's own fields are the caller's.
   */
  public static StoredPoint.Builder rawPoint(
      Measurement measurement, Reading reading, String gateway) {
    StoredPoint.Builder point =
        StoredPoint.of(measurement, reading.getObservedAtMs())
            .text("time_source", timeSource(reading.getTimeSource()))
            .whole("time_uncertainty_ms", reading.getTimeUncertaintyMs())
            .text("gateway", gateway)
            .whole("accepted_delay_ms", reading.getAcceptedAtMs() - reading.getObservedAtMs());
    return reading.hasDeviceSequence()
        ? point.whole("device_sequence", reading.getDeviceSequence())
        : point;
  }

  /** Flags that the gateway's doubts amount to: from-the-future, from-the-far-past. */
  public static List<String> doubtFlags(Reading reading) {
    List<String> flags = new ArrayList<>(reading.getDoubtsCount());
    for (Doubt doubt : reading.getDoubtsList()) {
      switch (doubt) {
        case FROM_THE_FUTURE -> flags.add("from-the-future");
        case FROM_THE_FAR_PAST -> flags.add("from-the-far-past");
        case DOUBT_UNSPECIFIED, UNRECOGNIZED -> flags.add("doubtful");
      }
    }
    return flags;
  }

  private static String timeSource(TimeSource source) {
    return switch (source) {
      case DEVICE_CLOCK -> "device-clock";
      case BOOT_RELATIVE -> "boot-relative";
      case GATEWAY_CLOCK -> "gateway-clock";
      case TIME_SOURCE_UNSPECIFIED, UNRECOGNIZED -> "unspecified";
    };
  }
}
