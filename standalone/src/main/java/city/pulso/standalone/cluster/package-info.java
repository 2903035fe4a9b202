/**
 * A city's servers as processes of their own on one machine: broker, store, and per job one job
 * manager with its task managers, started from the project's own build.
 *
 * <p>{@link city.pulso.standalone.cluster.ProcessCluster} starts, watches and ends them. No child
 * outlives the process that started it: each ends when its standard input does. A child that dies
 * is started again; a job manager goes on from the newest completed checkpoint.
 */
@NullMarked
package city.pulso.standalone.cluster;

import org.jspecify.annotations.NullMarked;
