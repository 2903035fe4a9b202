package city.pulso.simulator.behaviour;

import static city.pulso.simulator.behaviour.CityDay.HOUR_MS;
import static city.pulso.simulator.behaviour.CityDay.hill;

import city.pulso.schemas.v1.CarPark;
import city.pulso.schemas.v1.CountObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.SiteStatus;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import city.pulso.simulator.wire.DeviceWords;
import java.util.List;

/** A car park that counts: full around noon, nearly empty at night. */
final class CarParkCounter implements VirtualDevice {
  private static final int ASSUMED_CAPACITY = 200;

  private final CarPark park;
  private final CityDay day;
  private final Chance chance;
  private final long intervalMs;
  private long nextMs;
  private long sequence;

  CarParkCounter(CarPark park, int intervalS, CityDay day, long seed, long startMs) {
    this.park = park;
    this.day = day;
    this.chance = new Chance(seed, park.getDevice());
    this.intervalMs = intervalS * 1000L;
    this.nextMs = startMs + Math.round(chance.of("phase").at(0) * Math.min(intervalMs, 60_000));
  }

  @Override
  public long nextMs() {
    return nextMs;
  }

  @Override
  public DeviceMessage speak() {
    long ms = nextMs;
    nextMs += intervalMs;
    DeviceReading reading =
        DeviceReading.newBuilder()
            .setSequence(++sequence)
            .setObservedAtMs(ms)
            .setParking(ParkingReading.newBuilder().setCount(count(ms)))
            .build();
    return DeviceWords.report(
        park.getGateway(), park.getDevice(), ms, Encoding.COAP_PROTOBUF, List.of(reading));
  }

  CountObservation count(long ms) {
    int capacity = park.getCapacity() > 0 ? park.getCapacity() : ASSUMED_CAPACITY;
    double hour = day.hour(ms);
    double busy = day.weekend(day.epochDay(ms)) ? 0.7 : 1;
    double share = 0.12 + busy * (0.75 * hill(hour, 12.5, 3.2) + 0.35 * hill(hour, 19.5, 1.8));
    double moved = share + 0.06 * chance.smooth(ms, HOUR_MS / 2);
    int occupied = (int) Math.round(capacity * Math.max(0, Math.min(1, moved)));
    return CountObservation.newBuilder()
        .setOccupied(occupied)
        .setFree(capacity - occupied)
        .setCapacity(capacity)
        .setStatus(occupied == capacity ? SiteStatus.FULL : SiteStatus.OPEN)
        .build();
  }
}
