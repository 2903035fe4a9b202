package city.pulso.edge.uplink;

import city.pulso.edge.config.Problems;
import city.pulso.edge.config.UplinkAddress;
import java.time.Duration;

/**
 * @param to the city's broker, or another agent
 * @param window batches of one stream sent and not receipted, at most
 * @param resendAfter real time without a receipt after which a batch is sent again
 * @param bytesPerSecond batches' bytes per second, at most; 0 = no limit
 */
public record UplinkConfig(
    UplinkAddress to, int window, Duration resendAfter, long bytesPerSecond) {
  public UplinkConfig {
    new Problems("uplink")
        .check(window >= 1 && window <= 1024, "window", window, "1 to 1024")
        .check(
            resendAfter.compareTo(Duration.ofMillis(100)) >= 0,
            "resend-after",
            resendAfter,
            "100ms or longer")
        .check(
            bytesPerSecond == 0 || bytesPerSecond >= 1000,
            "bytes-per-second",
            bytesPerSecond,
            "1000 or more; 0 = no limit")
        .throwIfAny();
  }

  /** Without a bandwidth limit. */
  public UplinkConfig(UplinkAddress to, int window, Duration resendAfter) {
    this(to, window, resendAfter, 0);
  }

  /** Window of 64, 30 s. */
  public static UplinkConfig of(UplinkAddress address) {
    return new UplinkConfig(address, 64, Duration.ofSeconds(30));
  }
}
