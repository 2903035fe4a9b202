/**
 * From a device's bytes to observations, one class per format behind {@link
 * city.pulso.edge.decode.Decoder}. Decoders that remember something (Shelly's partial updates) say
 * so; all may be called from any thread. Input is bounded in size and nesting before it is read.
 */
@NullMarked
package city.pulso.edge.decode;

import org.jspecify.annotations.NullMarked;
