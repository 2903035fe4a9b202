package city.pulso.flink.influxdb;

/**
 * A point that will never be stored.
 *
 * @param line the line as it was sent; empty if the converter threw
 * @param reason HTTP status and what the server said, or what the converter threw
 */
public record RejectedPoint(String line, String reason) {}
