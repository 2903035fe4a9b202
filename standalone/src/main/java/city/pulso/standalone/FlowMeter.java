package city.pulso.standalone;

import city.pulso.edge.AgentStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up where the readings are, from what the gateways say. */
final class FlowMeter {
  private FlowMeter() {}

  /**
   * @param agents every gateway's status; within one the numbers are of one moment
   * @param dropped messages the broker dropped
   */
  static Flow of(List<AgentStatus> agents, long dropped) {
    long accepted = 0;
    long stored = 0;
    long waiting = 0;
    long evicted = 0;
    Map<String, Long> refused = new HashMap<>();
    for (AgentStatus agent : agents) {
      accepted += agent.foundReadings() + agent.acceptedReadings();
      stored += agent.receiptedReadings();
      waiting += agent.spooledReadings();
      evicted += agent.evictedReadings();
      agent.refusedMessages().forEach((reason, count) -> refused.merge(reason, count, Long::sum));
    }
    return new Flow(accepted, stored, waiting, evicted, refused, dropped);
  }
}
