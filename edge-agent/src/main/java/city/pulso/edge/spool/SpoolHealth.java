package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.util.Set;

/**
 * Whether what devices send can be stored now.
 *
 * @param problem why nothing can be stored, for people; empty: the disk works
 * @param sinceMs gateway's clock when the problem began, Unix milliseconds; 0 = there is none
 * @param full domains whose readings are refused because the budget is used up
 */
public record SpoolHealth(String problem, long sinceMs, Set<Domain> full) {
  static final SpoolHealth GOOD = new SpoolHealth("", 0, Set.of());

  public SpoolHealth {
    full = Set.copyOf(full);
  }

  /** False: every message is answered 5.03. */
  public boolean storing() {
    return problem.isEmpty();
  }
}
