/** How the agent's log lines look. Threads: those that log. */
@NullMarked
package city.pulso.edge.log;

import org.jspecify.annotations.NullMarked;
