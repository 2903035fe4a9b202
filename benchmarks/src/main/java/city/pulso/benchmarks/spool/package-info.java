/** What durability costs a gateway: bytes to flash and time for each commit of its spool. */
@NullMarked
package city.pulso.benchmarks.spool;

import org.jspecify.annotations.NullMarked;
