package city.pulso.simulator.behaviour;

import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.Plug;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import city.pulso.simulator.device.DeviceMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * All devices of a registry, speaking in the order of city time, without end.
 *
 * <p>Two stories are told. The resident of the home with the shortest limit of its own uses nothing
 * any more from {@link #LAST_USE_AFTER} after the beginning. The last plug of the last other home
 * falls silent {@link #SILENT_AFTER} after the beginning, while its gateway lives. Not for more
 * than one thread.
 */
public final class VirtualCity implements Iterator<DeviceMessage> {
  /** When the resident of the quiet home uses something for the last time, after the beginning. */
  public static final Duration LAST_USE_AFTER = Duration.ofMinutes(20);

  /** When the silent plug says its last, after the beginning. */
  public static final Duration SILENT_AFTER = Duration.ofMinutes(30);

  private static final int DEFAULT_INTERVAL_S = 300;
  private static final int DEFAULT_KEEP_ALIVE_S = 3600;

  private final PriorityQueue<VirtualDevice> devices =
      new PriorityQueue<>(Comparator.comparingLong(VirtualDevice::nextMs));
  private final Map<String, Integer> intervals = new HashMap<>();
  private final Optional<Home> quietHome;
  private final Optional<Plug> silentPlug;

  /**
   * @param registry the city
   * @param seed decides everything that chance decides
   * @param beginning city time at which the city's stories began
   * @param start city time of the first messages, {@code beginning} or later
   */
  public VirtualCity(List<RegistryEntry> registry, long seed, Instant beginning, Instant start) {
    CityDay day = new CityDay(zone(registry));
    registry.stream()
        .filter(RegistryEntry::hasGateway)
        .flatMap(entry -> entry.getGateway().getDevicesList().stream())
        .forEach(device -> intervals.put(device.getId(), device.getReportIntervalS()));
    List<Home> homes =
        registry.stream().filter(RegistryEntry::hasHome).map(RegistryEntry::getHome).toList();
    this.quietHome =
        homes.stream()
            .filter(home -> home.getInactivityLimitMinutes() > 0)
            .min(Comparator.comparingInt(Home::getInactivityLimitMinutes));
    this.silentPlug =
        homes.stream()
            .filter(home -> home.getPlugsCount() > 0)
            .filter(home -> !quietHome.filter(quiet -> quiet.equals(home)).isPresent())
            .reduce((earlier, later) -> later)
            .map(home -> home.getPlugs(home.getPlugsCount() - 1));

    long startMs = start.toEpochMilli();
    for (RegistryEntry entry : registry) {
      switch (entry.getEntryCase()) {
        case STATION -> {
          Station station = entry.getStation();
          add(new AirModule(station, interval(station.getDevice(), 60), day, seed, startMs));
        }
        case ZONE -> addZone(entry.getZone(), day, seed, startMs);
        case HOME -> addHome(entry.getHome(), day, seed, beginning.toEpochMilli(), startMs);
        default -> {}
      }
    }
  }

  private void addZone(Zone zone, CityDay day, long seed, long startMs) {
    for (Bay bay : zone.getBaysList()) {
      int keepAlive = interval(bay.getDevice(), DEFAULT_KEEP_ALIVE_S);
      add(new BaySensor(bay, keepAlive, day, seed, startMs));
    }
    if (zone.hasCarPark()) {
      int interval = interval(zone.getCarPark().getDevice(), DEFAULT_INTERVAL_S);
      add(new CarParkCounter(zone.getCarPark(), interval, day, seed, startMs));
    }
  }

  private void addHome(Home home, CityDay day, long seed, long beginningMs, long startMs) {
    boolean quiet = quietHome.filter(home::equals).isPresent();
    for (Plug plug : home.getPlugsList()) {
      boolean silent = silentPlug.filter(plug::equals).isPresent();
      add(
          new HomePlug(
              plug,
              interval(plug.getDevice(), DEFAULT_INTERVAL_S),
              day,
              seed,
              startMs,
              quiet ? beginningMs + LAST_USE_AFTER.toMillis() : Long.MAX_VALUE,
              silent ? beginningMs + SILENT_AFTER.toMillis() : Long.MAX_VALUE));
    }
  }

  private void add(VirtualDevice device) {
    if (device.nextMs() != Long.MAX_VALUE) {
      devices.add(device);
    }
  }

  private int interval(String device, int absent) {
    int known = intervals.getOrDefault(device, 0);
    return known > 0 ? known : absent;
  }

  private static ZoneId zone(List<RegistryEntry> registry) {
    return registry.stream()
        .filter(RegistryEntry::hasCity)
        .findFirst()
        .map(entry -> ZoneId.of(entry.getCity().getTimeZone()))
        .orElse(ZoneOffset.UTC);
  }

  /** Id of the home whose resident stops being active. */
  public Optional<String> quietHome() {
    return quietHome.map(Home::getId);
  }

  /** Device id of the plug that falls silent. */
  public Optional<String> silentPlug() {
    return silentPlug.map(Plug::getDevice);
  }

  /** Devices that still speak. */
  public int size() {
    return devices.size();
  }

  @Override
  public boolean hasNext() {
    return !devices.isEmpty();
  }

  @Override
  public DeviceMessage next() {
    VirtualDevice device = devices.poll();
    if (device == null) {
      throw new NoSuchElementException("no device speaks any more");
    }
    DeviceMessage message = device.speak();
    add(device);
    return message;
  }
}
