package city.pulso.simulator.behaviour;

import static city.pulso.simulator.behaviour.CityDay.HOUR_MS;
import static city.pulso.simulator.behaviour.CityDay.hill;
import static city.pulso.simulator.behaviour.CityDay.rounded;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.Station;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import city.pulso.simulator.wire.DeviceWords;
import java.util.List;

/**
 * An air-quality module: traffic in the morning and evening, weather for the whole city, sensor
 * noise, now and then a sentinel. One station in six has a bad evening on two days of three, with
 * PM2.5 above 80 ug/m3 for hours.
 */
final class AirModule implements VirtualDevice {
  private static final double SENTINEL_SHARE = 0.0004;

  /** How the module tells its time. */
  private enum Manner {
    CLOCK,
    SINCE_BOOT,
    NO_TIME,
    SENML
  }

  private final Station station;
  private final CityDay day;
  private final Chance weather;
  private final Chance own;
  private final long intervalMs;
  private final long bootMs;
  private final Manner manner;
  private long nextMs;
  private long sequence;

  AirModule(Station station, int intervalS, CityDay day, long seed, long startMs) {
    this.station = station;
    this.day = day;
    this.weather = new Chance(seed, "weather");
    this.own = new Chance(seed, station.getDevice());
    this.intervalMs = intervalS * 1000L;
    this.manner = Manner.values()[(int) (own.of("manner").at(0) * Manner.values().length)];
    this.bootMs = startMs - 1000;
    this.nextMs = startMs + Math.round(own.of("phase").at(0) * intervalMs);
  }

  @Override
  public long nextMs() {
    return nextMs;
  }

  @Override
  public DeviceMessage speak() {
    long ms = nextMs;
    nextMs += intervalMs;
    DeviceReading.Builder reading =
        DeviceReading.newBuilder().setSequence(++sequence).setAir(measure(ms));
    String gateway = station.getGateway();
    String device = station.getDevice();
    return switch (manner) {
      case SENML -> DeviceWords.senml(gateway, device, ms, reading.setObservedAtMs(ms).build());
      case SINCE_BOOT ->
          DeviceWords.message(
              gateway,
              device,
              ms,
              Encoding.COAP_PROTOBUF,
              DeviceReport.newBuilder()
                  .setDevice(device)
                  .setBootId(bootMs)
                  .setSentSinceBootMs(ms - bootMs)
                  .addReadings(reading.setSinceBootMs(ms - bootMs))
                  .build());
      case CLOCK ->
          DeviceWords.report(
              gateway,
              device,
              ms,
              Encoding.COAP_PROTOBUF,
              List.of(reading.setObservedAtMs(ms).build()));
      case NO_TIME ->
          DeviceWords.report(gateway, device, ms, Encoding.COAP_PROTOBUF, List.of(reading.build()));
    };
  }

  /** What it measures at a moment. */
  AirReading measure(long ms) {
    double hour = day.hour(ms);
    long date = day.epochDay(ms);
    double busy = day.weekend(date) ? 0.55 : 1;
    double traffic = busy * (hill(hour, 7.8, 1.3) + 0.9 * hill(hour, 18.8, 1.7));
    double still = 1 + 0.35 * weather.smooth(ms, 18 * HOUR_MS); // still air keeps what is in it
    double sun = hill(hour, 13.5, 2.8);
    double base = 9 + 8 * own.of("base").at(0);
    double pm25 = base * still * (0.75 + 0.5 * traffic) + episode(date, hour);
    double pm10 = pm25 * 1.6 + 12 * still * (0.6 + 0.5 * traffic);
    double temperature = 18.5 + 2 * weather.of("warm").smooth(ms, 30 * HOUR_MS) + 3 * sun;
    double humidity = 86 - 14 * sun + 5 * weather.of("moist").smooth(ms, 12 * HOUR_MS);
    AirReading.Builder air = AirReading.newBuilder();
    air.setPm25Ugm3(noisy("pm25", ms, pm25, 0.04)).setPm10Ugm3(noisy("pm10", ms, pm10, 0.04));
    air.setO3Ppb(noisy("o3", ms, 8 + 22 * sun * still, 0.05));
    air.setNo2Ppb(noisy("no2", ms, (9 + 22 * traffic) * still, 0.05));
    air.setSo2Ppb(noisy("so2", ms, 3.5 * still, 0.08));
    air.setCoPpm(rounded((0.3 + 0.7 * traffic) * still, 2));
    air.setTemperatureCel(noisy("t", ms, temperature, 0.005));
    air.setHumidityPercent(Math.min(99.9, noisy("rh", ms, humidity, 0.01)));
    air.setPressureHpa(rounded(1002 + 3 * weather.of("pressure").smooth(ms, 40 * HOUR_MS), 1));
    if (own.of("sentinel").at(ms / 1000) < SENTINEL_SHARE) {
      air.setPm25Ugm3(-1);
    }
    return air.build();
  }

  private double episode(long date, double hour) {
    boolean prone = own.of("prone").at(0) < 1.0 / 6;
    Chance evening = own.of("evening");
    if (!prone || evening.at(date) > 2.0 / 3) {
      return 0;
    }
    return (85 + 40 * evening.at(date + 1_000_000)) * hill(hour, 20.2, 1.6);
  }

  private double noisy(String quantity, long ms, double value, double share) {
    return rounded(value * (1 + share * own.of(quantity).normal(ms / 1000)), 1);
  }
}
