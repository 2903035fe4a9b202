/**
 * What goes to the store: whole, idempotent points of the declared measurements. Immutable values;
 * any thread.
 */
@NullMarked
package city.pulso.jobs.store;

import org.jspecify.annotations.NullMarked;
