package city.pulso.benchmarks.streams;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.DeviceSeen;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Heartbeat;
import city.pulso.schemas.v1.Place;
import city.pulso.schemas.v1.Reading;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.TelemetryBatch;
import city.pulso.schemas.v1.TimeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * What a city of air stations says: 50 stations per gateway, one reading a minute each, a heartbeat
 * every 30 s that lists them all; a batch is a gateway's minute.
 *
 * @param minutes of city time
 */
record Load(int devices, int minutes) {
  static final int PER_GATEWAY = 50;

  private static final long MINUTE_MS = 60_000;
  private static final long BEGIN_MS = 1_494_115_200_000L;
  private static final long EPOCH = 7_103_556_221L;
  private static final int WINDOW = 2_000;

  /** As many whole minutes as give about that many readings, two at least. */
  static Load of(int devices, int readings) {
    return new Load(devices, Math.max(2, readings / devices));
  }

  int gateways() {
    return (devices + PER_GATEWAY - 1) / PER_GATEWAY;
  }

  long readings() {
    return (long) devices * minutes;
  }

  long batches() {
    return (long) gateways() * minutes;
  }

  /** Registry entries: gateways and stations. */
  int entries() {
    return gateways() + devices;
  }

  /** Makes the broker know the entries of these gateways and their stations. */
  void publishRegistry(String broker, int firstGateway, int endGateway)
      throws InterruptedException, ExecutionException {
    try (Sender sender = new Sender(broker, "bench-registrar")) {
      for (int gateway = firstGateway; gateway < endGateway; gateway++) {
        Gateway.Builder entry =
            Gateway.newBuilder().setId(gateway(gateway)).setDistrict("d" + gateway % 43);
        for (int device = first(gateway); device < last(gateway); device++) {
          entry.addDevices(
              Device.newBuilder()
                  .setId(device(device))
                  .setDomain(Domain.AIR)
                  .setKind("air-module"));
          RegistryEntry station =
              RegistryEntry.newBuilder()
                  .setStation(
                      Station.newBuilder()
                          .setId(device(device))
                          .setName(device(device))
                          .setDistrict("d" + gateway % 43)
                          .setPlace(place(device))
                          .setGateway(gateway(gateway))
                          .setDevice(device(device)))
                  .build();
          sender.send(
              MqttOutgoing.retained(
                  Topics.registry(RegistryEntry.EntryCase.STATION, device(device)),
                  station.toByteArray()));
        }
        sender.send(
            MqttOutgoing.retained(
                Topics.registry(RegistryEntry.EntryCase.GATEWAY, gateway(gateway)),
                RegistryEntry.newBuilder().setGateway(entry).build().toByteArray()));
      }
    }
  }

  /** Makes the broker forget every entry, which whoever has heard them does not hear. */
  void forgetRegistry(String broker) throws InterruptedException, ExecutionException {
    try (Sender sender = new Sender(broker, "bench-registrar")) {
      for (int device = 0; device < devices; device++) {
        sender.send(
            MqttOutgoing.retained(
                Topics.registry(RegistryEntry.EntryCase.STATION, device(device)), new byte[0]));
      }
      for (int gateway = 0; gateway < gateways(); gateway++) {
        sender.send(
            MqttOutgoing.retained(
                Topics.registry(RegistryEntry.EntryCase.GATEWAY, gateway(gateway)), new byte[0]));
      }
    }
  }

  void publishBatches(String broker) throws InterruptedException, ExecutionException {
    try (Sender sender = new Sender(broker, "bench-gateways")) {
      for (int minute = 0; minute < minutes; minute++) {
        for (int gateway = 0; gateway < gateways(); gateway++) {
          sender.send(
              MqttOutgoing.of(
                  Topics.telemetry(Domain.AIR, gateway(gateway)),
                  batch(gateway, minute).toByteArray()));
        }
      }
    }
  }

  /** Spread evenly over a city of 50 by 50 km. */
  private static Place place(int device) {
    double north = (device * 0.618_033_988_75) % 1;
    double east = (device * 0.754_877_666_25) % 1;
    return Place.newBuilder()
        .setLatitude(-12.25 + north * 0.45)
        .setLongitude(-77.15 + east * 0.46)
        .build();
  }

  private TelemetryBatch batch(int gateway, int minute) {
    long atMs = BEGIN_MS + minute * MINUTE_MS;
    TelemetryBatch.Builder batch =
        TelemetryBatch.newBuilder()
            .setGateway(gateway(gateway))
            .setDomain(Domain.AIR)
            .setEpoch(EPOCH)
            .setSequence(minute + 1);
    for (int device = first(gateway); device < last(gateway); device++) {
      batch.addReadings(reading(device, minute, atMs));
    }
    batch.addReadings(heartbeat(gateway, minute, atMs + MINUTE_MS / 2));
    batch.addReadings(heartbeat(gateway, minute, atMs + MINUTE_MS - 1));
    return batch.build();
  }

  private static Reading reading(int device, int minute, long atMs) {
    int wave = (device + minute) % 17;
    return Reading.newBuilder()
        .setDevice(device(device))
        .setObservedAtMs(atMs + device % 1_000)
        .setTimeSource(TimeSource.DEVICE_CLOCK)
        .setTimeUncertaintyMs(1_000)
        .setAcceptedAtMs(atMs + 2_000)
        .setDeviceSequence(minute + 1)
        .setAir(
            AirReading.newBuilder()
                .setPm25Ugm3(14 + wave * 0.5)
                .setPm10Ugm3(30 + wave)
                .setO3Ppb(17.5 + wave * 0.25)
                .setNo2Ppb(22 + wave * 0.125)
                .setTemperatureCel(19.5)
                .setHumidityPercent(71 + wave * 0.5))
        .build();
  }

  /** Nothing has been receipted yet, so everything is still in the spool. */
  private Reading heartbeat(int gateway, int minute, long atMs) {
    Heartbeat.Builder heartbeat =
        Heartbeat.newBuilder()
            .setAgentTimeMs(atMs)
            .setAgentStartedMs(BEGIN_MS)
            .setLowestSequence(1)
            .setSpoolBatches(minute + 1);
    for (int device = first(gateway); device < last(gateway); device++) {
      heartbeat.addDevices(
          DeviceSeen.newBuilder()
              .setDevice(device(device))
              .setLastSeenMs(BEGIN_MS + minute * MINUTE_MS + 2_000)
              .setAccepted(minute + 1));
    }
    return Reading.newBuilder()
        .setDevice(gateway(gateway))
        .setObservedAtMs(atMs)
        .setTimeSource(TimeSource.GATEWAY_CLOCK)
        .setAcceptedAtMs(atMs)
        .setHeartbeat(heartbeat)
        .build();
  }

  private static int first(int gateway) {
    return gateway * PER_GATEWAY;
  }

  private int last(int gateway) {
    return Math.min(devices, first(gateway) + PER_GATEWAY);
  }

  private static String gateway(int gateway) {
    return "gw-" + gateway;
  }

  private static String device(int device) {
    return "air-" + device;
  }

  /** Keeps a bounded number of messages without an acknowledgement. */
  private static final class Sender implements AutoCloseable {
    private final MqttPublisher publisher;
    private final Deque<CompletableFuture<Void>> open = new ArrayDeque<>();

    Sender(String broker, String clientId) {
      publisher = MqttPublisher.open(MqttConnectionOptions.of(broker), clientId, WINDOW);
    }

    void send(MqttOutgoing message) throws InterruptedException, ExecutionException {
      open.addLast(publisher.publishWhenRoom(message));
      if (open.size() >= WINDOW) {
        open.removeFirst().get();
      }
    }

    @Override
    public void close() {
      open.forEach(CompletableFuture::join);
      publisher.close();
    }
  }
}
