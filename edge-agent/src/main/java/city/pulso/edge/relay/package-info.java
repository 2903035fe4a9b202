/**
 * Batches of other gateways on their way through this agent: taken over CoAP, kept on disk until
 * their receipt, sent up unchanged. Threads: one writer for each agent that relays; nothing else
 * waits for the disk.
 */
@NullMarked
package city.pulso.edge.relay;

import org.jspecify.annotations.NullMarked;
