package city.pulso.edge.spool;

/**
 * What the spool knows of one device since it was made.
 *
 * @param lastSeenMs gateway's clock at its newest stored reading, Unix milliseconds; 0 = never
 * @param accepted readings stored
 * @param evicted readings given up for want of disk
 */
public record DeviceCount(long lastSeenMs, long accepted, long evicted) {
  /** A device that was never heard. */
  public static final DeviceCount NEVER = new DeviceCount(0, 0, 0);
}
