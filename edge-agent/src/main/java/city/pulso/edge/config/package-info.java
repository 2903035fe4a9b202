/**
 * How a configuration says what is wrong with it: every problem at once, each with key path, value
 * and what is accepted. No threads; nothing here does I/O except reading the one file it is given.
 */
@NullMarked
package city.pulso.edge.config;

import org.jspecify.annotations.NullMarked;
