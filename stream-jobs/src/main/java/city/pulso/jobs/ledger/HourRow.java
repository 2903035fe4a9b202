package city.pulso.jobs.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What is told of one device and hour.
 *
 * @param hourMs start of the hour, Unix milliseconds
 * @param expected readings the device should have made; absent: nothing says how many
 * @param unaccounted accepted by the gateway, neither received nor evicted, when the hour was told;
 *     anything but 0 is a loss
 */
record HourRow(long hourMs, @Nullable Long expected, HourCount count, long unaccounted) {}
