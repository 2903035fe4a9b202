package city.pulso.jobs.eldercare;

/**
 * Something that concerns one home. Flat, for Flink's serializer.
 *
 * @param kind what it is
 * @param home home id
 * @param device plug, of {@link Kind#REPORT} and {@link Kind#HEARTBEAT}
 * @param gateway gateway, of all kinds but those of the pipeline
 * @param atMs event time, Unix milliseconds; of {@link Kind#GATEWAY_OFFLINE} and {@link
 *     Kind#PIPELINE_LATE}: since when
 * @param usable report: use could have been seen
 * @param active report: it proves a person
 * @param reportIntervalS longest time between two reports of a healthy plug; 0 = not known
 */
public record HomeSignal(
    Kind kind,
    String home,
    String device,
    String gateway,
    long atMs,
    boolean usable,
    boolean active,
    int reportIntervalS) {

  /** Kinds of signals; the order is part of the serial format: append only. */
  public enum Kind {
    REPORT,
    HEARTBEAT,
    GATEWAY_OFFLINE,
    GATEWAY_BACK,
    PIPELINE_LATE,
    PIPELINE_BACK
  }

  static HomeSignal ofGateway(Kind kind, String home, String gateway, long atMs) {
    return new HomeSignal(kind, home, "", gateway, atMs, false, false, 0);
  }
}
