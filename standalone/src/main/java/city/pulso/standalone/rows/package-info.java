/** Reads back what the jobs have stored, from the embedded store or from an InfluxDB. */
@NullMarked
package city.pulso.standalone.rows;

import org.jspecify.annotations.NullMarked;
