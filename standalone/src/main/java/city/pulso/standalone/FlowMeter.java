package city.pulso.standalone;

import city.pulso.edge.AgentStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up where the readings are, from what the gateways say.
 *
 * <p>Threads: any.
 */
final class FlowMeter {
  private FlowMeter() {}

  /**
   * @param agents every gateway's status, taken one after the other: while readings move, the sum
   *     may be off by what moved in between
   * @param dropped messages the broker dropped
   */
  static Flow of(List<AgentStatus> agents, long dropped) {
    long accepted = 0;
    long stored = 0;
    long waiting = 0;
    long evicted = 0;
    Map<String, Long> refused = new HashMap<>();
    for (AgentStatus agent : agents) {
      accepted += agent.acceptedReadings();
      waiting += agent.spooledReadings();
      evicted += agent.evictedReadings();
      agent.refusedMessages().forEach((reason, count) -> refused.merge(reason, count, Long::sum));
    }
    return new Flow(accepted, stored, waiting, evicted, refused, dropped);
  }
}
