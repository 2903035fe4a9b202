package city.pulso.simulator.fleet;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.ReportReason;
import city.pulso.simulator.device.FleetFormat;
import city.pulso.simulator.device.FleetMessage;
import city.pulso.simulator.wire.DeviceWords;
import city.pulso.simulator.wire.VendorWords;
import com.google.protobuf.ByteString;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;

/** One device, its clock, its memory and its bad luck. */
final class FleetMember {
  private static final long DAY_MS = 86_400_000;
  private static final int FULL_BATTERY = 97;

  private final FleetDevice device;
  private final int nat;
  private final Fleet.Plan plan;
  private final Faults faults;
  private final SplittableRandom random;
  private final FleetFormat format;
  private final boolean sinceBoot;
  private final double driftPart;
  private final long startMs;
  private long nextMs;
  private long bootId;
  private long bootMs;
  private long sequence;
  private long clockAheadMs;
  private boolean stuck;
  private int brownoutsLeft;
  private double pm25;
  private double watts = 3;
  private double energyWh = 81_337;
  private boolean occupied;

  FleetMember(FleetDevice device, int nat, Fleet.Plan plan, Faults faults, long seed) {
    this.device = device;
    this.nat = nat;
    this.plan = plan;
    this.faults = faults;
    this.random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + device.id().hashCode());
    this.format = choose(plan.formatsOf(device.kind()));
    this.sinceBoot = random.nextInt(3) == 0;
    this.driftPart = (random.nextDouble() * 2 - 1) * faults.drift() / 1e6;
    this.startMs = plan.start().toEpochMilli();
    this.nextMs = random.nextLong(Math.max(1, plan.every().toMillis()));
    this.pm25 = 10 + 30 * random.nextDouble();
    boot(nextMs - 1000);
  }

  private FleetFormat choose(List<FleetFormat> fitting) {
    if (fitting.isEmpty()) {
      String all =
          device.kind().formats().stream()
              .map(each -> each.label() + (each.overCoap() ? "" : " (MQTT)"))
              .collect(Collectors.joining(", "));
      throw new IllegalArgumentException(
          device.id() + " speaks none of the formats over the ways given; it can speak " + all);
    }
    return fitting.get(random.nextInt(fitting.size()));
  }

  /** When it speaks next, milliseconds since the fleet's start. */
  long nextMs() {
    return nextMs;
  }

  String device() {
    return device.id();
  }

  /** What happens then; nothing of it is earlier. */
  List<FleetEvent> speak() {
    long at = nextMs;
    long everyMs = plan.every().toMillis();
    List<FleetEvent> events = new ArrayList<>();
    if (brownoutsLeft == 0 && chance(faults.brownout())) {
      brownoutsLeft = 3 + random.nextInt(6);
    }
    boolean brownout = brownoutsLeft > 0;
    if (brownout || chance(faults.reboot())) {
      boot(at - 50);
    }
    if (brownout) {
      brownoutsLeft--;
    }
    if (chance(faults.jump())) {
      jump(at);
    }
    stuck |= chance(faults.stuck());
    if (!stuck) {
      measure();
    }
    if (chance(faults.rebind())) {
      events.add(new FleetEvent.Rebound(at, nat));
    }
    FleetMessage message = message(at, brownout);
    if (chance(faults.duplicate())) {
      long again = at + 1000 + random.nextInt(2000);
      events.add(new FleetEvent.Spoken(again, message, FleetEvent.Fate.REPEATED));
    }
    FleetEvent.Fate fate = chance(faults.loss()) ? FleetEvent.Fate.LOST : FleetEvent.Fate.SENT;
    long heldBack = chance(faults.reorder()) ? everyMs + everyMs / 2 : 0;
    events.add(new FleetEvent.Spoken(at + heldBack, message, fate));
    long jitter = everyMs / 20 == 0 ? 0 : random.nextLong(everyMs / 20);
    nextMs = at + (brownout ? everyMs / 10 : everyMs) + jitter + 1;
    return events;
  }

  private boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  private void boot(long atMs) {
    bootId = random.nextLong() | 1; // never 0, which says that the device cannot tell
    bootMs = atMs;
    sequence = 0;
    energyWh = Math.rint(energyWh);
  }

  private void jump(long at) {
    switch (random.nextInt(4)) {
      case 0 -> clockAheadMs = 3_600_000;
      case 1 -> clockAheadMs = -600_000;
      case 2 -> clockAheadMs = 2 * DAY_MS;
      default -> clockAheadMs = -(startMs + at); // 1970
    }
  }

  private void measure() {
    pm25 = Math.max(1, pm25 + (random.nextDouble() - 0.5) * 4);
    occupied = random.nextInt(4) == 0 ? !occupied : occupied;
    watts = random.nextInt(5) == 0 ? (watts > 100 ? 3 : 1480) : watts;
    energyWh += watts * plan.every().toMillis() / 3_600_000.0;
  }

  private FleetMessage message(long at, boolean brownout) {
    long sinceBootMs = Math.max(0, Math.round((at - bootMs) * (1 + driftPart)));
    long clockMs = Math.max(0, startMs + at + clockAheadMs + Math.round(at * driftPart));
    sequence++;
    boolean byCoap = plan.coap() && format.overCoap();
    String topic = byCoap ? "" : plan.topicPrefix() + format.topic(device.id());
    DeviceReading.Builder reading =
        content(brownout).setSequence(sequence).setBatteryPercent(brownout ? 2 : FULL_BATTERY);
    return new FleetMessage(device.id(), nat, format, topic, words(reading, clockMs, sinceBootMs));
  }

  private ByteString words(DeviceReading.Builder reading, long clockMs, long sinceBootMs) {
    AirReading air = reading.getAir();
    double power = rounded(watts);
    double energy = Math.rint(energyWh);
    return switch (format) {
      case PULSO -> report(reading, clockMs, sinceBootMs);
      case SENML_JSON ->
          DeviceWords.senml("", device.id(), clockMs, reading.setObservedAtMs(clockMs).build())
              .payload();
      case SENML_CBOR -> DeviceWords.senmlCbor(device.id(), clockMs, air);
      case TASMOTA ->
          DeviceWords.tasmota("", device.id(), clockMs, power, energy, ZoneOffset.UTC).payload();
      case SHELLY -> VendorWords.shelly(power, energy);
      case ZIGBEE2MQTT -> VendorWords.zigbee2mqtt(power, energy);
      case CHIRPSTACK ->
          VendorWords.chirpStack(
              device.id(),
              new UUID(bootId, sequence).toString(),
              sequence,
              clockMs,
              occupied,
              (int) Math.round(pm25 / 2));
      case SENSOR_COMMUNITY ->
          VendorWords.sensorCommunity(
              device.id(),
              air.getPm10Ugm3(),
              air.getPm25Ugm3(),
              air.getTemperatureCel(),
              air.getHumidityPercent());
    };
  }

  private ByteString report(DeviceReading.Builder reading, long clockMs, long sinceBootMs) {
    DeviceReport.Builder report =
        DeviceReport.newBuilder().setDevice(device.id()).setBootId(bootId);
    if (sinceBoot) {
      report.setSentSinceBootMs(sinceBootMs).addReadings(reading.setSinceBootMs(sinceBootMs));
    } else {
      report.addReadings(reading.setObservedAtMs(clockMs));
    }
    return report.build().toByteString();
  }

  private DeviceReading.Builder content(boolean brownout) {
    DeviceReading.Builder reading = DeviceReading.newBuilder();
    return switch (device.kind()) {
      case AIR ->
          reading.setAir(
              AirReading.newBuilder()
                  .setPm25Ugm3(rounded(pm25))
                  .setPm10Ugm3(rounded(pm25 * 1.6))
                  .setTemperatureCel(rounded(15 + pm25 / 10))
                  .setHumidityPercent(rounded(60 + pm25 / 5)));
      case BAY ->
          reading.setParking(
              ParkingReading.newBuilder()
                  .setBay(
                      BayObservation.newBuilder()
                          .setOccupied(occupied)
                          .setBatteryLow(brownout)
                          .setReason(
                              sequence == 1 ? ReportReason.START_UP : ReportReason.KEEP_ALIVE)));
      case PLUG ->
          reading.setPlug(
              PlugReading.newBuilder()
                  .setPowerW(rounded(watts))
                  .setEnergyWh(Math.rint(energyWh))
                  .setRelayOn(true));
    };
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
