package city.pulso.edge.relay;

import city.pulso.edge.config.Problems;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * @param gateways registry ids of the gateways whose batches are taken, and who may ask; empty:
 *     none
 * @param maxBytes bytes of their batches kept on disk; beyond that they are told to wait
 */
public record RelayConfig(Set<String> gateways, long maxBytes) {
  private static final long LEAST = 1L << 20;

  public RelayConfig {
    gateways = Set.copyOf(gateways);
    new Problems("")
        .check(gateways.size() <= 64, "gateways", gateways.size() + " of them", "64 at most")
        .check(maxBytes >= LEAST, "max-bytes", maxBytes, LEAST + " or more")
        .throwIfAny();
  }

  /** Nobody's batches. */
  public static RelayConfig none() {
    return of();
  }

  /** 64 MiB for these gateways. */
  public static RelayConfig of(String... gateways) {
    return new RelayConfig(new LinkedHashSet<>(List.of(gateways)), 64L << 20);
  }
}
