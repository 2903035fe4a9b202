/**
 * How our immutable values travel between operators and lie in state: {@link
 * city.pulso.jobs.wire.FormatType} gives Flink a serializer that writes a version in front of every
 * value. Stateless; any thread.
 */
@NullMarked
package city.pulso.jobs.wire;

import org.jspecify.annotations.NullMarked;
