/**
 * Air-quality indices: one class per scheme over its published table, selectable by tag. Start at
 * {@link city.pulso.jobs.air.index.IndexSchemes}.
 *
 * <p>Decimal arithmetic; each class truncates and rounds where its rule says so and nowhere else.
 * Immutable, any thread. A scheme that cannot give an index says "no data", never "good".
 */
@NullMarked
package city.pulso.jobs.air.index;

import org.jspecify.annotations.NullMarked;
