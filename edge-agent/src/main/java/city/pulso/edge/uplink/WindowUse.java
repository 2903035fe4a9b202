package city.pulso.edge.uplink;

/**
 * How much of one stream's window is used.
 *
 * @param inFlight batches sent and not receipted
 * @param size batches that may be, at most
 * @param oldestMs how long the one that waits longest has been waiting since it was first sent,
 *     milliseconds of real time; 0 = none waits
 */
public record WindowUse(int inFlight, int size, long oldestMs) {}
