/**
 * CoAP intake (RFC 7252). The only package that imports Californium.
 *
 * <p>Threads: two small pools, shared by all agents of the JVM. A request is answered from the
 * thread that completes the spool's future; no CoAP thread ever waits for a disk.
 */
@NullMarked
package city.pulso.edge.coap;

import org.jspecify.annotations.NullMarked;
