package city.pulso.jobs.downtime;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.ingest.Given;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.BayObservation;
import city.pulso.schemas.v1.City;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.ParkingReading;
import city.pulso.schemas.v1.Place;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.SiteKind;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.TelemetryBatch;
import city.pulso.schemas.v1.TimeSource;
import city.pulso.schemas.v1.Zone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What three gateways of a small city send in eighteen hours, a batch each every twenty minutes
 * with two readings of each device, whoever listens.
 *
 * <p>Homes: one is used every two hours; the person of the second does nothing from 02:00 to 07:00
 * and from 07:00 to 13:00; the plug of the third is silent from 02:10 to 05:00; the gateway of the
 * fourth, and of the last bay, dies at 04:00. Air: bad at one station from 00:00 to 03:00, at three
 * others from 04:00 to 07:00. Parking: bays change every few steps.
 */
final class Story {
  static final long T0 = 1_400_000_400_000L;
  static final int STEPS = 54;

  private static final int READINGS_PER_STEP = 2;
  private static final long READING_MS = Duration.ofMinutes(10).toMillis();
  private static final int GATEWAYS = 3;
  private static final String DEAD = "gw-3";
  private static final int DIES_AT = 12;
  private static final long EPOCH = 4711;
  private static final int PER_HOUR = 6;
  private static final Map<String, List<String>> DEVICES =
      Map.of(
          "gw-1", List.of("a", "b"),
          "gw-2", List.of("c", "d"),
          "gw-3", List.of("e"));
  private static final Map<String, List<Integer>> USES =
      Map.of(
          "a", List.of(12, 24, 36, 48, 60, 72, 84, 96, 107),
          "c", List.of(12, 42, 78, 90, 102),
          "d", List.of(12, 33, 48, 60, 72, 84, 96, 107),
          "e", List.of(12));

  private final Domain domain;

  Story(Domain domain) {
    this.domain = domain;
  }

  /** When the batch of that step is made. */
  static long atMs(int step) {
    return observedMs((step + 1) * READINGS_PER_STEP - 1) + 2_000;
  }

  private static long observedMs(int index) {
    return T0 + index * READING_MS - 2_000;
  }

  private int batches(String gateway) {
    return domain != Domain.AIR && gateway.equals(DEAD) ? DIES_AT : STEPS;
  }

  /** Readings that have been sent when the story is over. */
  int readings() {
    int readings = 0;
    for (Map.Entry<String, List<String>> gateway : DEVICES.entrySet()) {
      for (String device : gateway.getValue()) {
        for (int i = 0; i < batches(gateway.getKey()) * READINGS_PER_STEP; i++) {
          readings += reading(device, i) == null ? 0 : 1;
        }
      }
    }
    return readings;
  }

  /** What the gateways send in that step: one batch each, unless dead. */
  List<MqttMessage> sentIn(int step) {
    List<MqttMessage> sent = new ArrayList<>();
    for (int gateway = 1; gateway <= GATEWAYS; gateway++) {
      if (step < batches("gw-" + gateway)) {
        sent.add(batch("gw-" + gateway, step));
      }
    }
    return sent;
  }

  private MqttMessage batch(String gateway, int step) {
    long atMs = atMs(step);
    TelemetryBatch.Builder batch =
        TelemetryBatch.newBuilder()
            .setGateway(gateway)
            .setDomain(domain)
            .setEpoch(EPOCH)
            .setSequence(step + 1);
    Heartbeat.Builder heartbeat =
        Heartbeat.newBuilder()
            .setAgentTimeMs(atMs)
            .setAgentStartedMs(T0)
            .setLowestSequence(1); // the spool of a gateway that waits for receipts
    for (String device : DEVICES.get(gateway)) {
      long accepted = 0;
      long lastSeenMs = 0;
      for (int i = 0; i < (step + 1) * READINGS_PER_STEP; i++) {
        Reading reading = reading(device, i);
        if (reading != null) {
          accepted++;
          lastSeenMs = reading.getAcceptedAtMs();
          if (i >= step * READINGS_PER_STEP) {
            batch.addReadings(reading);
          }
        }
      }
      heartbeat.addDevices(
          DeviceSeen.newBuilder()
              .setDevice(device)
              .setLastSeenMs(lastSeenMs)
              .setAccepted(accepted));
    }
    batch.addReadings(
        Reading.newBuilder()
            .setDevice(gateway)
            .setObservedAtMs(atMs)
            .setAcceptedAtMs(atMs)
            .setHeartbeat(heartbeat));
    return new MqttMessage(Topics.telemetry(domain, gateway), batch.build().toByteArray(), false);
  }

  private Reading reading(String device, int index) {
    Reading.Builder reading =
        Reading.newBuilder()
            .setDevice(device)
            .setObservedAtMs(observedMs(index))
            .setAcceptedAtMs(observedMs(index) + 1_000)
            .setDeviceSequence(index + 1)
            .setTimeSource(TimeSource.DEVICE_CLOCK);
    return switch (domain) {
      case HOMES -> {
        boolean silent = device.equals("d") && index >= 13 && index < 30;
        boolean used = USES.getOrDefault(device, List.of()).contains(index);
        yield silent || device.equals("b")
            ? null
            : reading
                .setPlug(PlugReading.newBuilder().setPowerW(used ? 2_000 : 0).setRelayOn(true))
                .build();
      }
      case PARKING -> {
        boolean occupied = index / (2 + device.charAt(0) - 'a') % 2 == 0;
        yield reading
            .setParking(
                ParkingReading.newBuilder()
                    .setBay(BayObservation.newBuilder().setOccupied(occupied)))
            .build();
      }
      default -> {
        int hour = index / PER_HOUR;
        boolean bad = device.equals("a") ? hour < 3 : !device.equals("e") && hour >= 4 && hour < 7;
        yield reading
            .setAir(AirReading.newBuilder().setPm25Ugm3((bad ? 190 : 8) + index % 5 * 0.25))
            .build();
      }
    };
  }

  /** What the city consists of. */
  List<MqttMessage> registry() {
    List<RegistryEntry.Builder> entries = new ArrayList<>();
    entries.add(
        entry().setCity(City.newBuilder().setId("city").setName("City").setTimeZone("UTC")));
    DEVICES.forEach(
        (id, devices) -> {
          Gateway.Builder gateway = Gateway.newBuilder().setId(id).setDistrict("d");
          Zone.Builder zone = Zone.newBuilder().setId("zone-" + id).setDistrict("d");
          for (String device : devices) {
            gateway.addDevices(
                Device.newBuilder().setId(device).setDomain(domain).setReportIntervalS(600));
            zone.addBays(Bay.newBuilder().setId("bay-" + device).setGateway(id).setDevice(device));
            entries.add(ofDevice(id, device));
          }
          entries.add(entry().setGateway(gateway));
          entries.add(domain == Domain.PARKING ? entry().setZone(zone) : entry());
        });
    if (domain == Domain.AIR) {
      entries.add(
          entry()
              .setSite(
                  Site.newBuilder()
                      .setId("school")
                      .setName("Colegio")
                      .setDistrict("d")
                      .setKind(SiteKind.SCHOOL)
                      .setTimeZone("UTC")
                      .setPlace(Place.newBuilder().setLatitude(-12.081).setLongitude(-77.031))));
    }
    return entries.stream()
        .filter(entry -> !entry.getEntryCase().equals(RegistryEntry.EntryCase.ENTRY_NOT_SET))
        .map(entry -> Given.registry(entry.build()))
        .toList();
  }

  private RegistryEntry.Builder ofDevice(String gateway, String device) {
    if (domain == Domain.AIR) {
      double north = (device.charAt(0) - 'a') * 0.004;
      return entry()
          .setStation(
              Station.newBuilder()
                  .setId("st-" + device)
                  .setName("Estación " + device)
                  .setDistrict("d")
                  .setGateway(gateway)
                  .setDevice(device)
                  .setType("low-cost-optical")
                  .setPlace(Place.newBuilder().setLatitude(-12.08 + north).setLongitude(-77.03)));
    }
    if (domain == Domain.HOMES && !device.equals("b")) {
      return entry()
          .setHome(
              Home.newBuilder()
                  .setId("home-" + device)
                  .setDistrict("d")
                  .setInactivityLimitMinutes(180)
                  .addPlugs(
                      Plug.newBuilder()
                          .setGateway(gateway)
                          .setDevice(device)
                          .setAppliance("kettle")
                          .setShowsActivity(true)));
    }
    return entry();
  }

  private static RegistryEntry.Builder entry() {
    return RegistryEntry.newBuilder();
  }
}
