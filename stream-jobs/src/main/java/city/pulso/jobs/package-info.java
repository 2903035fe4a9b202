/**
 * The Flink jobs of Pulso: one per domain, each a page of topology around rules in plain Java. A
 * job is given its {@link city.pulso.jobs.JobConfig}, its clock and its {@link
 * city.pulso.jobs.JobPorts}; it reads no other configuration.
 */
@NullMarked
package city.pulso.jobs;

import org.jspecify.annotations.NullMarked;
