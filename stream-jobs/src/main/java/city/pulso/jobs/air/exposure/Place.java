package city.pulso.jobs.air.exposure;

/**
 * A place on the ground.
 *
 * @param latitude WGS 84 degrees
 * @param longitude WGS 84 degrees
 */
public record Place(double latitude, double longitude) {
  /** Mean radius of the Earth (IUGG R1). */
  private static final double EARTH_M = 6_371_008.8;

  /** Great-circle distance, metres (haversine): within 0.5 % of the ellipsoid. */
  public double metresTo(Place other) {
    double from = Math.toRadians(latitude);
    double to = Math.toRadians(other.latitude);
    double north = Math.sin((to - from) / 2);
    double east = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
    double h = north * north + Math.cos(from) * Math.cos(to) * east * east;
    return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
  }
}
