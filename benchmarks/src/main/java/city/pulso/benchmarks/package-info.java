/**
 * What Pulso costs. Every benchmark measures a competitor in the same run and prints the ratio,
 * with the machine it ran on; none of them is a test.
 */
@NullMarked
package city.pulso.benchmarks;

import org.jspecify.annotations.NullMarked;
