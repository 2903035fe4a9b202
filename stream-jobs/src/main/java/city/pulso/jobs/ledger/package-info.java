/**
 * Proves that nothing is missing: for every device and hour, what was expected, received, late,
 * repeated, refused and evicted, and what a gateway accepted that never came. {@link
 * city.pulso.jobs.ledger.DeviceBook} is the rule, in plain Java; {@link
 * city.pulso.jobs.ledger.Ledger} puts it into a job.
 */
@NullMarked
package city.pulso.jobs.ledger;

import org.jspecify.annotations.NullMarked;
