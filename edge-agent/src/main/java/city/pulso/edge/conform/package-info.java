/**
 * Judges a device's messages against the contract: CoAP (RFC 7252), SenML (RFC 8428, RFC 9100) and
 * what this agent asks for beyond. Knows no network library; who reads captures, listens or asks a
 * device hands over {@link city.pulso.edge.conform.Seen}.
 *
 * <p>Doors: {@link city.pulso.edge.conform.Conformance} judges, {@link
 * city.pulso.edge.conform.Capture} reads packet captures. Threads: one at a time.
 */
@NullMarked
package city.pulso.edge.conform;

import org.jspecify.annotations.NullMarked;
