/**
 * SenML (RFC 8428, RFC 9100): packs in JSON and CBOR, resolution, the normative errors. JDK and
 * jackson-core's token stream only; no threads, no state between packs.
 */
@NullMarked
package city.pulso.edge.senml;

import org.jspecify.annotations.NullMarked;
