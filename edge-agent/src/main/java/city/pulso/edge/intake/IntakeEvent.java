package city.pulso.edge.intake;

import city.pulso.edge.decode.Format;
import city.pulso.schemas.v1.Reading;
import java.util.List;

/** What became of one message. See {@link Intake#listen}. */
public sealed interface IntakeEvent {
  /** When it came in, gateway's clock, Unix milliseconds. */
  long receivedMs();

  /** Where it came from: an address or a topic. */
  String source();

  /**
   * Its readings are on disk.
   *
   * @param readings as they were stored; empty: the message was sound and reported nothing new
   * @param repeated readings that were on disk before and not stored again
   */
  record Accepted(
      long receivedMs, String source, Format format, List<Reading> readings, int repeated)
      implements IntakeEvent {
    public Accepted {
      readings = List.copyOf(readings);
    }
  }

  /**
   * It was not taken. Every refusal is told, also those that the log leaves out.
   *
   * @param device the one it named; empty: it did not get so far
   */
  record Refused(long receivedMs, String source, String device, Refusal refusal)
      implements IntakeEvent {}
}
