package city.pulso.simulator.behaviour;

import static city.pulso.simulator.behaviour.CityDay.HOUR_MS;
import static city.pulso.simulator.behaviour.CityDay.rounded;

import city.pulso.schemas.v1.Plug;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.wire.DeviceWords;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A Tasmota plug: reports every interval and, like one with {@code PowerDelta}, at each change of
 * power.
 *
 * <p>What the appliance draws follows from its {@link Habit}; after {@code personGoneMs} nobody
 * uses it any more, after {@code silentMs} the plug itself says nothing.
 */
final class HomePlug implements VirtualDevice {
  private final Plug plug;
  private final CityDay day;
  private final Chance chance;
  private final Habit habit;
  private final long intervalMs;
  private final long personGoneMs;
  private final long silentMs;
  private final NavigableMap<Long, Double> power = new TreeMap<>();
  private long plannedDay;
  private long reportAtMs;
  private long nextMs;
  private long energyAtMs;
  private double energyWh;

  /**
   * @param personGoneMs city time from which nobody uses it, Unix milliseconds
   * @param silentMs city time from which it says nothing
   */
  HomePlug(
      Plug plug,
      int intervalS,
      CityDay day,
      long seed,
      long startMs,
      long personGoneMs,
      long silentMs) {
    this.plug = plug;
    this.day = day;
    this.chance = new Chance(seed, plug.getDevice());
    this.habit = Habit.of(plug.getAppliance());
    this.intervalMs = intervalS * 1000L;
    this.personGoneMs = personGoneMs;
    this.silentMs = silentMs;
    this.plannedDay = day.epochDay(startMs) - 1;
    plan(plannedDay);
    plan(++plannedDay);
    this.nextMs = startMs + Math.round(chance.of("phase").at(0) * Math.min(intervalMs, 60_000));
    this.reportAtMs = nextMs;
    this.energyAtMs = nextMs;
  }

  @Override
  public long nextMs() {
    return nextMs < silentMs ? nextMs : Long.MAX_VALUE;
  }

  @Override
  public DeviceMessage speak() {
    long ms = nextMs;
    double watts = watts(ms);
    DeviceMessage message =
        DeviceWords.tasmota(
            plug.getGateway(), plug.getDevice(), ms, watts, energyUntil(ms), day.zone());
    Long change = power.higherKey(ms);
    while (change == null) {
      plan(++plannedDay);
      change = power.higherKey(ms);
    }
    if (reportAtMs <= ms) {
      reportAtMs += intervalMs;
    }
    nextMs = Math.min(change, reportAtMs);
    Long inForce = power.floorKey(ms - 24 * HOUR_MS);
    if (inForce != null) {
      power.headMap(inForce).clear();
    }
    return message;
  }

  /** Power drawn at a moment. */
  double watts(long ms) {
    var step = power.floorEntry(ms);
    return step == null ? habit.standbyW() : step.getValue();
  }

  /** Counter since the plug was started, Wh with a whole milli-kWh. */
  private double energyUntil(long ms) {
    double watts = watts(energyAtMs);
    for (var step : power.subMap(energyAtMs, false, ms, false).entrySet()) {
      energyWh += watts * (step.getKey() - energyAtMs) / HOUR_MS;
      energyAtMs = step.getKey();
      watts = step.getValue();
    }
    energyWh += watts * (ms - energyAtMs) / HOUR_MS;
    energyAtMs = ms;
    return rounded(energyWh, 0);
  }

  private void plan(long epochDay) {
    for (Habit.Use use : habit.day(day, epochDay, chance, plug.getShowsActivity())) {
      if (!plug.getShowsActivity() || use.fromMs() < personGoneMs) {
        power.put(use.fromMs(), use.watts());
        power.put(use.toMs(), habit.standbyW());
      }
    }
    power.putIfAbsent(day.at(epochDay, 3.0), habit.standbyW());
  }
}
