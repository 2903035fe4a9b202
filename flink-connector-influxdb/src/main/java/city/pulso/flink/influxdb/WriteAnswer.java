package city.pulso.flink.influxdb;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a server said to a write.
 *
 * @param status HTTP status
 * @param body beginning of the body, empty if there was none
 * @param retryAfter the server's wish (RFC 9110 section 10.2.3), null if it named none
 */
record WriteAnswer(int status, String body, @Nullable Duration retryAfter) {}
