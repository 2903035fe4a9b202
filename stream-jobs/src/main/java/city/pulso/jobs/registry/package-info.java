/**
 * Reads {@code city.yaml}: what the city consists of, checked as a whole before anything is
 * published.
 *
 * <p>Every problem is reported at once, each with its line. Input is bounded: size, nesting,
 * aliases.
 */
@NullMarked
package city.pulso.jobs.registry;

import org.jspecify.annotations.NullMarked;
