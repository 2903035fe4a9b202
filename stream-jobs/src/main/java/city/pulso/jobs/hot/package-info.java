/**
 * Keyed state that is read and written once per key and checkpoint instead of once per element: the
 * values of the keys used last stay objects and are written back when they leave memory and before
 * every snapshot. Task thread only.
 */
@NullMarked
package city.pulso.jobs.hot;

import org.jspecify.annotations.NullMarked;
