package city.pulso.edge.decode;

import city.pulso.schemas.v1.Reading;

/**
 * One observation as decoded, not yet judged.
 *
 * @param content body, device sequence, signal strength and battery; device and times are not set
 *     yet
 */
public record Observation(String device, ObservedAt at, Reading content) {}
