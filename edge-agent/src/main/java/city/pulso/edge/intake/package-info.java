/**
 * Judges decoded observations: known device, matching domain, finite numbers, believable time;
 * stamps them and hands them to the spool. Every refusal is counted by reason and device and says
 * what was wrong, where, and what is accepted.
 */
@NullMarked
package city.pulso.edge.intake;

import org.jspecify.annotations.NullMarked;
