package city.pulso.edge.spool;

import city.pulso.schemas.v1.Domain;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whose oldest batches the operator lets the agent give up when the disk budget is used up. Each
 * value includes those before it, so care data can never go before parking, nor parking before air.
 */
public enum EvictionPolicy {
  /** Nobody's: devices hear 5.03 and keep what they measured. */
  NONE,
  /** Those of air. */
  AIR,
  /** Those of air, then those of parking. */
  PARKING,
  /** Those of air, then of parking, then of homes. */
  HOMES;

  /** As the configuration writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Every label. */
  public static List<String> all() {
    return Arrays.stream(values()).map(EvictionPolicy::label).toList();
  }

  /** The policy of a label. */
  public static Optional<EvictionPolicy> labelled(String label) {
    return Arrays.stream(values()).filter(policy -> policy.label().equals(label)).findFirst();
  }

  /** Whether batches of a domain may be given up to store a reading of another, or of the same. */
  boolean allows(Domain victim, Domain reading) {
    return rank(victim) <= ordinal() && rank(victim) <= rank(reading);
  }

  private static int rank(Domain domain) {
    return switch (domain) {
      case AIR -> 1;
      case PARKING -> 2;
      case HOMES -> 3;
      case DOMAIN_UNSPECIFIED, UNRECOGNIZED -> 4;
    };
  }
}
