package city.pulso.edge.config;

import java.net.URI;

/** Where an uplink leads: to a broker, or to another agent. */
public sealed interface UplinkAddress permits BrokerAddress, AgentAddress {
  URI uri();
}
