/**
 * A Flink sink (Sink V2) for InfluxDB 1.x, 2.x and 3.x and for servers that speak its line
 * protocol.
 *
 * <p>At least once; with points of stable tags and timestamps, effectively once. What can succeed
 * later is tried until it does; what the server refuses costs exactly that point, which is counted
 * and handed on with the server's reason.
 */
@NullMarked
package city.pulso.flink.influxdb;

import org.jspecify.annotations.NullMarked;
