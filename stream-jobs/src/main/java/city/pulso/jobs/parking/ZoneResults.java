package city.pulso.jobs.parking;

import city.pulso.jobs.ingest.Assignment;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.BayState;
import city.pulso.schemas.v1.ParkingState;
import city.pulso.schemas.v1.Zone;
import java.util.HashMap;
import java.util.Map;

/** How a zone's places are written. Plain Java, stateless. */
final class ZoneResults {
  private ZoneResults() {}

  static StoredPoint point(Zone zone, ZoneCount places, long atMs) {
    return StoredPoint.of(Measurements.PARKING_ZONE, atMs)
        .tag(
            "district",
            zone.getDistrict().isEmpty() ? Assignment.UNASSIGNED_TAG : zone.getDistrict())
        .tag("zone", zone.getId())
        .whole("capacity", places.capacity())
        .whole("free", places.free())
        .whole("occupied", places.occupied())
        .whole("unknown", places.unknown())
        .build();
  }

  /** Every registered bay is listed; those never heard as unknown. */
  static StateMessage state(
      Zone zone, ZoneCount places, Iterable<Map.Entry<String, BayTrack>> heard, long atMs) {
    Map<String, BayTrack> tracks = new HashMap<>();
    heard.forEach(bay -> tracks.put(bay.getKey(), bay.getValue()));
    ParkingState.Builder state =
        ParkingState.newBuilder()
            .setZone(zone.getId())
            .setName(zone.getName())
            .setDistrict(zone.getDistrict())
            .setLatitude(zone.getPlace().getLatitude())
            .setLongitude(zone.getPlace().getLongitude())
            .setCapacity(Math.toIntExact(places.capacity()))
            .setFree(Math.toIntExact(places.free()))
            .setOccupied(Math.toIntExact(places.occupied()))
            .setUnknown(Math.toIntExact(places.unknown()));
    if (atMs > 0) {
      state.setObservedAtMs(atMs);
    }
    for (Bay bay : zone.getBaysList()) {
      BayTrack track = tracks.getOrDefault(bay.getId(), BayTrack.NEVER_HEARD);
      BayState.Builder shown =
          BayState.newBuilder().setBay(bay.getId()).setState(BayTrack.name(track.state()));
      if (track.sinceMs() > 0) {
        shown.setSinceMs(track.sinceMs());
      }
      state.addBays(shown);
    }
    return StateMessage.of("parking", zone.getId(), state);
  }
}
