package city.pulso.simulator.fleet;

import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.simulator.device.FleetFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One device of a fleet.
 *
 * @param id registry id
 * @param kind what it measures
 */
public record FleetDevice(String id, Kind kind) {
  /** What devices there are. */
  public enum Kind {
    /** Air module. */
    AIR(
        Domain.AIR,
        "air-module",
        FleetFormat.PULSO,
        FleetFormat.SENML_JSON,
        FleetFormat.SENML_CBOR,
        FleetFormat.SENSOR_COMMUNITY),
    /** Bay sensor. */
    BAY(Domain.PARKING, "bay-sensor", FleetFormat.PULSO, FleetFormat.CHIRPSTACK),
    /** Smart plug. */
    PLUG(
        Domain.HOMES,
        "smart-plug",
        FleetFormat.TASMOTA,
        FleetFormat.SHELLY,
        FleetFormat.ZIGBEE2MQTT,
        FleetFormat.PULSO);

    private final Domain domain;
    private final String registered;
    private final List<FleetFormat> formats;

    Kind(Domain domain, String registered, FleetFormat... formats) {
      this.domain = domain;
      this.registered = registered;
      this.formats = List.of(formats);
    }

    /** What it can speak. */
    public List<FleetFormat> formats() {
      return formats;
    }
  }

  /** Made-up devices, {@code sim-air-0001} and so on. */
  public static List<FleetDevice> made(int air, int bays, int plugs) {
    List<FleetDevice> devices = new ArrayList<>();
    add(devices, Kind.AIR, air);
    add(devices, Kind.BAY, bays);
    add(devices, Kind.PLUG, plugs);
    return devices;
  }

  private static void add(List<FleetDevice> devices, Kind kind, int count) {
    for (int i = 1; i <= count; i++) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      devices.add(new FleetDevice(String.format(Locale.ROOT, "sim-%s-%04d", name, i), kind));
    }
  }

  /** The devices of a gateway; car-park counters, which nothing here plays, are left out. */
  public static List<FleetDevice> of(Gateway entry) {
    List<FleetDevice> devices = new ArrayList<>();
    for (Device device : entry.getDevicesList()) {
      for (Kind kind : Kind.values()) {
        if (kind.domain == device.getDomain() && !device.getKind().equals("car-park-counter")) {
          devices.add(new FleetDevice(device.getId(), kind));
        }
      }
    }
    return devices;
  }

  /** The registry entry of a gateway that has these devices. */
  public static Gateway registryEntry(String gateway, List<FleetDevice> devices, int intervalS) {
    Gateway.Builder entry = Gateway.newBuilder().setId(gateway);
    for (FleetDevice device : devices) {
      entry.addDevices(
          Device.newBuilder()
              .setId(device.id())
              .setDomain(device.kind().domain)
              .setKind(device.kind().registered)
              .setReportIntervalS(intervalS));
    }
    return entry.build();
  }
}
