/** What it costs that the agent answers only once a reading is on disk. */
@NullMarked
package city.pulso.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
