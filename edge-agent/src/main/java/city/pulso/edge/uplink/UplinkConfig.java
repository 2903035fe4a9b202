package city.pulso.edge.uplink;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.config.Problems;
import java.time.Duration;

/**
 * @param broker the city's broker
 * @param window batches of one stream sent and not receipted, at most
 * @param resendAfter real time without a receipt after which a batch is sent again
 * @param bytesPerSecond batches' bytes per second, at most; 0 = no limit
 */
public record UplinkConfig(
    BrokerAddress broker, int window, Duration resendAfter, long bytesPerSecond) {
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
  public UplinkConfig(BrokerAddress broker, int window, Duration resendAfter) {
    this(broker, window, resendAfter, 0);
  }

  /** Window of 64, 30 s. */
  public static UplinkConfig to(BrokerAddress broker) {
    return new UplinkConfig(broker, 64, Duration.ofSeconds(30));
  }
}
