package city.pulso.edge.spool;

import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;

/**
 * The disk budget of a domain is used up; nothing was stored and nothing was dropped to make room.
 */
public final class SpoolFullException extends Exception {
  private static final long serialVersionUID = 1L;

  SpoolFullException(Domain domain, long usedBytes, long budgetBytes) {
    super(
        "spool is full for "
            + Topics.level(domain)
            + ": "
            + usedBytes
            + " of "
            + budgetBytes
            + " bytes wait for receipts; try again later");
  }
}
