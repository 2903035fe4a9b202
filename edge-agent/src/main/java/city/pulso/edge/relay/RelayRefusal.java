package city.pulso.edge.relay;

import java.util.Locale;

/** A request that is not taken, and why. Nothing of it may be taken for stored. */
public final class RelayRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Reason {
    /** Cannot be read, or is not what it says. */
    MALFORMED,
    /** A gateway that this agent does not relay for, or somebody who may not speak for it. */
    NOT_ALLOWED,
    /** It has been here before, or came through too many agents. */
    LOOP,
    /** No room now. */
    FULL,
    /** The disk failed. */
    NOT_STORED;

    /** As metrics write it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  RelayRefusal(Reason reason, String text) {
    super(text);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
