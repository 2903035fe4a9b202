package city.pulso.edge.uplink;

import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Receipt;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Other gateways whose batches go up through this agent. Threads: any; must not block. */
public interface Downstream extends Uplink.Backlogs {
  /** Nobody. */
  Downstream NONE =
      new Downstream() {
        @Override
        public Set<String> gateways() {
          return Set.of();
        }

        @Override
        public void receipt(Receipt receipt) {}

        @Override
        public void entry(Gateway entry) {}

        @Override
        public Collection<Backlog> all() {
          return List.of();
        }
      };

  /** Registry ids of them all; never this agent's own. */
  Set<String> gateways();

  /** A receipt of one of them came down. */
  void receipt(Receipt receipt);

  /** The registry entry of one of them came down. */
  void entry(Gateway entry);
}
