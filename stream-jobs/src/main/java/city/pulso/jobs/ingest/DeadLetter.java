package city.pulso.jobs.ingest;

/**
 * A message that could not be used.
 *
 * @param topic Topic Name it came on
 * @param reason what was wrong, where, and what is accepted
 * @param bytes its size
 */
public record DeadLetter(String topic, String reason, int bytes) {}
