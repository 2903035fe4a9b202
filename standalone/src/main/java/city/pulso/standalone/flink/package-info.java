/**
 * A Flink cluster inside this process: one job manager, one task manager, the web page on loopback.
 *
 * <p>State is on the heap and in checkpoints below the data directory. A job that is submitted
 * under a name it had before goes on from the newest completed checkpoint of that name, however the
 * process ended.
 */
@NullMarked
package city.pulso.standalone.flink;

import org.jspecify.annotations.NullMarked;
