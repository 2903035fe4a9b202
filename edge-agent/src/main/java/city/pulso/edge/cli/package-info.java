/**
 * {@code pulso agent}: running the agent, and the tools a firmware developer holds a device
 * against. Answers go to standard output, everything else to standard error.
 *
 * <p>Door: {@link city.pulso.edge.cli.AgentCommand}. Threads: commands run in the caller's.
 */
@NullMarked
package city.pulso.edge.cli;

import org.jspecify.annotations.NullMarked;
