/** Makes the retained registry at a broker what a city file says. */
@NullMarked
package city.pulso.jobs.registrar;

import org.jspecify.annotations.NullMarked;
