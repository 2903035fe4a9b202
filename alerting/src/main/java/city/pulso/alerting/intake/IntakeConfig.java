package city.pulso.alerting.intake;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where alerts and state come from.
 *
 * @param uri {@code mqtt://host:port} or {@code mqtts://host:port}; ports default to 1883 and 8883
 * @param clientId names the persistent session: the same at every start
 * @param username null: none
 * @param passwordFile file whose first line is the password; null: none
 * @param sessionExpiry how long the broker keeps alerts for us while we are away
 * @param receiveMaximum alerts taken before their commit, at most (MQTT 5.0, 3.1.2.11.3)
 */
public record IntakeConfig(
    URI uri,
    String clientId,
    @Nullable String username,
    @Nullable Path passwordFile,
    Duration sessionExpiry,
    int receiveMaximum) {
  public static final String CLIENT_ID = "pulso-alerting";
  public static final Duration SESSION_EXPIRY = Duration.ofDays(7);
  public static final int RECEIVE_MAXIMUM = 64;

  /** With all defaults. */
  public static IntakeConfig of(URI uri) {
    return new IntakeConfig(uri, CLIENT_ID, null, null, SESSION_EXPIRY, RECEIVE_MAXIMUM);
  }
}
