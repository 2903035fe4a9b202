package city.pulso.flink.influxdb;

/**
 * A point that will never be stored.
 *
 * @param line the line as it was sent; empty if the converter threw
 * @param status HTTP status of the refusal; 0 if the converter threw
 * @param reason what the server, or the converter's exception, said
 */
public record RejectedPoint(String line, int status, String reason) {}
