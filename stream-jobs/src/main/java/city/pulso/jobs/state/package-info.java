/** Latest state for signs, apps and the console: retained JSON. Immutable values; any thread. */
@NullMarked
package city.pulso.jobs.state;

import org.jspecify.annotations.NullMarked;
