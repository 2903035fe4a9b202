package city.pulso.edge.spool;

import city.pulso.edge.config.Problems;
import city.pulso.schemas.v1.Domain;

/**
 * How full the spool may be while a domain is still accepted, percent of {@code max-bytes}. All
 * domains count together, so what lies between two domains' percentages is kept for the more
 * important one.
 */
public record SpoolBudget(int air, int parking, int homes) {
  public SpoolBudget {
    new Problems("budget")
        .check(1 <= air && air <= parking, "air", air, "1 to " + parking + ", the value of parking")
        .check(parking <= homes, "parking", parking, "at most " + homes + ", the value of homes")
        .check(homes <= 100, "homes", homes, "at most 100")
        .throwIfAny();
  }

  /** Air 70 %, parking 85 %, homes all. */
  public static SpoolBudget defaults() {
    return new SpoolBudget(70, 85, 100);
  }

  /** Bytes of batches up to which the domain is accepted. */
  long bytes(Domain domain, long maxBytes) {
    int percent =
        switch (domain) {
          case AIR -> air;
          case PARKING -> parking;
          case HOMES, DOMAIN_UNSPECIFIED, UNRECOGNIZED -> homes;
        };
    return maxBytes / 100 * percent;
  }
}
