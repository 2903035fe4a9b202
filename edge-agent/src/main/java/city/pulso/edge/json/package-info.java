/**
 * JSON from strangers: read with bounds on size, nesting and length of strings and numbers, into
 * plain maps and lists. No threads, no state.
 */
@NullMarked
package city.pulso.edge.json;

import org.jspecify.annotations.NullMarked;
