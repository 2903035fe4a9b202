/**
 * The names both sides of every wire agree on: topics and measurements. The messages themselves are
 * generated into {@code city.pulso.schemas.v1} from {@code src/main/protobuf}.
 *
 * <p>Everything here is immutable and may be used from any thread.
 */
@NullMarked
package city.pulso.schemas;

import org.jspecify.annotations.NullMarked;
