/**
 * The whole city in one process: the command line, and what starts every part in order, connects it
 * and ends it.
 *
 * <p>Everything it keeps is below one data directory. A process that was killed and started again
 * on the same directory loses no reading that a gateway accepted.
 */
@NullMarked
package city.pulso.standalone;

import org.jspecify.annotations.NullMarked;
