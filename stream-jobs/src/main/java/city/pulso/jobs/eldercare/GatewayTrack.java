package city.pulso.jobs.eldercare;

/**
 * When a gateway was heard. Immutable; flat, for Flink's serializer.
 *
 * @param expected whether the registry says that it has plugs
 * @param district district id
 * @param agentMs newest heartbeat, agent's clock; before the first one: when it was registered
 * @param heardCityMs when it was last heard, injected clock
 * @param heardRealMs the same, processing time
 * @param offlineSinceMs since when it is offline, event time; 0: it is not
 */
public record GatewayTrack(
    boolean expected,
    String district,
    long agentMs,
    long heardCityMs,
    long heardRealMs,
    long offlineSinceMs) {

  static GatewayTrack registered(String district, boolean expected, long cityMs, long realMs) {
    return new GatewayTrack(expected, district, cityMs, cityMs, realMs, 0);
  }

  GatewayTrack described(String newDistrict, boolean nowExpected) {
    return new GatewayTrack(
        nowExpected, newDistrict, agentMs, heardCityMs, heardRealMs, offlineSinceMs);
  }

  GatewayTrack heard(long atMs, long cityMs, long realMs) {
    return new GatewayTrack(expected, district, Math.max(agentMs, atMs), cityMs, realMs, 0);
  }

  GatewayTrack offline(long sinceMs) {
    return new GatewayTrack(expected, district, agentMs, heardCityMs, heardRealMs, sinceMs);
  }
}
