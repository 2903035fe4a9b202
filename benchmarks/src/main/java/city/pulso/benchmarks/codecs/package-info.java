/** Nanoseconds and bytes of the codecs every reading passes. */
@NullMarked
package city.pulso.benchmarks.codecs;

import org.jspecify.annotations.NullMarked;
