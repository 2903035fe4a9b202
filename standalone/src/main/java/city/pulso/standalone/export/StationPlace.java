package city.pulso.standalone.export;

/**
 * What the city file says of a station.
 *
 * @param latitude WGS 84 degrees
 * @param longitude WGS 84 degrees
 */
public record StationPlace(String name, double latitude, double longitude) {}
