package city.pulso.flink.influxdb;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a sink was built with; checked by {@link InfluxSinkBuilder}, whose setters explain each.
 *
 * @param maxRetries 0 = until it succeeds
 */
record InfluxSinkConfig(
    String url,
    InfluxApi api,
    String org,
    String bucket,
    @Nullable String tokenFile,
    @Nullable String username,
    @Nullable String passwordFile,
    int maxBatchPoints,
    int maxBatchBytes,
    int maxConcurrentRequests,
    Duration flushInterval,
    Duration requestTimeout,
    Duration minBackoff,
    Duration maxBackoff,
    int maxRetries,
    boolean gzip,
    RejectedPointHandler rejected)
    implements Serializable {}
