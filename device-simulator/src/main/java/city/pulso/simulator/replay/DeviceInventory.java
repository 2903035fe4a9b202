package city.pulso.simulator.replay;

import java.util.Map;

/**
 * What the source holds of one device within the replayed time, in city time.
 *
 * @param rows readings with at least one value
 * @param emptyRows rows without any value; no message is sent for them
 * @param distinct distinct times of observation
 * @param duplicates {@code rows - distinct}: readings whose time another reading of the device has
 *     too
 * @param firstMs oldest observation, Unix milliseconds
 * @param lastMs newest observation, Unix milliseconds
 * @param checksum sum of {@link #hash} over the distinct times, of readings with the same time the
 *     one that stands last
 */
public record DeviceInventory(
    long rows,
    long emptyRows,
    long distinct,
    long duplicates,
    long firstMs,
    long lastMs,
    long checksum) {

  /**
   * Hash of one stored reading; sums of it do not depend on order.
   *
   * @param observedAtMs city time, Unix milliseconds
   * @param values the fields that were reported: numbers as {@code Number} (compared as double),
   *     truth values as {@code Boolean}, texts as {@code String}; names as in {@code Measurements}
   */
  public static long hash(long observedAtMs, Map<String, ?> values) {
    long sum = 0;
    for (Map.Entry<String, ?> each : values.entrySet()) {
      Object value = each.getValue();
      long bits;
      if (value instanceof Number number) {
        bits = Double.doubleToLongBits(number.doubleValue() + 0.0); // -0.0 and 0.0 are one value
      } else if (value instanceof Boolean flag) {
        bits = flag ? 1231 : 1237;
      } else {
        bits = mix(value.toString().hashCode());
      }
      sum += mix(mix(each.getKey().hashCode()) ^ bits);
    }
    return mix(sum ^ mix(observedAtMs));
  }

  /** SplitMix64's finalizer: every bit of the input reaches every bit of the result. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
