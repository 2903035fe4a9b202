package city.pulso.simulator.replay;

import java.util.Map;

/**
 * One reading as the inventory sees it.
 *
 * @param recordedMs when it was observed, by the recording's own calendar, Unix milliseconds
 * @param values a {@code Double}, {@code Boolean} or {@code String} by the field's name in {@code
 *     city.pulso.schemas.Measurements}
 */
record AuditRow(String device, long recordedMs, Map<String, Object> values) {}
