/**
 * Shows what becomes of device messages while it happens, to readers on the same machine: a Unix
 * socket {@code events.sock} in the agent's directory, one line of JSON per message.
 *
 * <p>Door: {@link city.pulso.edge.tail.EventSocket} for the agent, {@link
 * city.pulso.edge.tail.EventReader} for whoever reads. An agent never waits for a reader: what a
 * reader has not taken is bounded, and one that is too slow is told so and dropped. Without readers
 * nothing is done. Threads: one for all sockets of the JVM.
 */
@NullMarked
package city.pulso.edge.tail;

import org.jspecify.annotations.NullMarked;
