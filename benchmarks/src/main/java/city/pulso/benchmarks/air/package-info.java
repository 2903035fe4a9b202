/** Nanoseconds and bytes of the rules every air reading passes. */
@NullMarked
package city.pulso.benchmarks.air;

import org.jspecify.annotations.NullMarked;
