package city.pulso.simulator.behaviour;

import static city.pulso.simulator.behaviour.CityDay.HOUR_MS;
import static city.pulso.simulator.behaviour.CityDay.MINUTE_MS;
import static city.pulso.simulator.behaviour.CityDay.hill;

import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.ReportReason;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import city.pulso.simulator.wire.DeviceWords;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A bay with a sensor: vehicles come and go by the time of day, the sensor reports each change and
 * its state at every keep-alive. A driver who turns round makes the sensor toggle for seconds.
 */
final class BaySensor implements VirtualDevice {
  private static final double TOGGLE_SHARE = 0.04;

  private final Bay bay;
  private final CityDay day;
  private final Chance chance;
  private final long keepAliveMs;
  private final NavigableMap<Long, Boolean> changes = new TreeMap<>();
  private long plannedDay;
  private long keepAliveAtMs;
  private long nextMs;
  private ReportReason reason = ReportReason.START_UP;
  private long sequence;

  BaySensor(Bay bay, int keepAliveS, CityDay day, long seed, long startMs) {
    this.bay = bay;
    this.day = day;
    this.chance = new Chance(seed, bay.getDevice());
    this.keepAliveMs = keepAliveS * 1000L;
    this.plannedDay = day.epochDay(startMs);
    plan(plannedDay);
    this.nextMs = startMs + Math.round(chance.of("phase").at(0) * MINUTE_MS);
    this.keepAliveAtMs = nextMs + Math.round(chance.of("phase").at(1) * keepAliveMs);
  }

  @Override
  public long nextMs() {
    return nextMs;
  }

  @Override
  public DeviceMessage speak() {
    long ms = nextMs;
    DeviceReading reading =
        DeviceReading.newBuilder()
            .setSequence(++sequence)
            .setObservedAtMs(ms)
            .setBatteryPercent(60 + (int) (40 * chance.of("battery").at(0)))
            .setParking(
                ParkingReading.newBuilder()
                    .setBay(
                        BayObservation.newBuilder().setOccupied(occupied(ms)).setReason(reason)))
            .build();
    DeviceMessage message =
        DeviceWords.report(
            bay.getGateway(), bay.getDevice(), ms, Encoding.COAP_PROTOBUF, List.of(reading));
    moveOn(ms);
    return message;
  }

  private void moveOn(long ms) {
    Long change = changes.higherKey(ms);
    while (change == null) {
      plan(++plannedDay);
      change = changes.higherKey(ms);
    }
    if (keepAliveAtMs <= ms) {
      keepAliveAtMs += keepAliveMs;
    }
    reason = change <= keepAliveAtMs ? ReportReason.CHANGE : ReportReason.KEEP_ALIVE;
    nextMs = Math.min(change, keepAliveAtMs);
    changes.headMap(ms - 24 * HOUR_MS).clear();
  }

  /** Whether a vehicle is there. */
  boolean occupied(long ms) {
    var last = changes.floorEntry(ms);
    return last != null && last.getValue();
  }

  /** Adds the stays of a local day; each ends before midnight. */
  private void plan(long epochDay) {
    SplittableRandom random = chance.day(epochDay);
    double popular = 0.5 + chance.of("popular").at(0);
    double busy = day.weekend(epochDay) ? 0.6 : 1;
    double hour = 6 + random.nextDouble();
    while (hour < 23) {
      double rate =
          popular * busy * (0.25 + hill(hour, 10.5, 2.2) + 0.9 * hill(hour, 18.5, 2.0)); // per hour
      hour += -Math.log(1 - random.nextDouble()) / rate;
      double end = hour + Math.max(0.05, -Math.log(1 - random.nextDouble()) * 0.9);
      if (end > 23.9) {
        break;
      }
      long from = day.at(epochDay, hour);
      changes.put(from, true);
      if (random.nextDouble() < TOGGLE_SHARE) {
        changes.put(from + 8_000, false);
        changes.put(from + 15_000, true);
      }
      changes.put(day.at(epochDay, end), false);
      hour = end + 0.02;
    }
    // Something happens every day, so that the next change is always found.
    changes.putIfAbsent(day.at(epochDay, 23.95), true);
    changes.putIfAbsent(day.at(epochDay, 23.98), false);
  }
}
