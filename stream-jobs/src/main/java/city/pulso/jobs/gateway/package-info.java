/**
 * How the gateways are: {@link city.pulso.jobs.gateway.GatewayHealth} writes each heartbeat with
 * the Sequencer's counts, for every job's own domain; {@link city.pulso.jobs.gateway.Silence} says
 * when silence means something.
 */
@NullMarked
package city.pulso.jobs.gateway;

import org.jspecify.annotations.NullMarked;
