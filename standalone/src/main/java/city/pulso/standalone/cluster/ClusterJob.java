package city.pulso.standalone.cluster;

import city.pulso.jobs.JobMain;

/**
 * A job of the city.
 *
 * @param name by which its checkpoints are found: never changed
 * @param label short word for its processes, for example {@code air}
 * @param mainClass what a job manager in application mode runs
 * @param topology what that class builds
 */
public record ClusterJob(String name, String label, String mainClass, JobMain.Topology topology) {}
