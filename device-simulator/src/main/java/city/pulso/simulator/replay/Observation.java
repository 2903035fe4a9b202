package city.pulso.simulator.replay;

import city.pulso.schemas.v1.DeviceReading;

/**
 * One row, or one column of a row, as one device's reading.
 *
 * @param recordedMs when it was observed, by the recording's own calendar, Unix milliseconds
 * @param reading the body; time and sequence number are set when it is sent
 */
record Observation(String gateway, String device, long recordedMs, DeviceReading reading) {}
