package city.pulso.simulator;

import city.pulso.schemas.v1.Gateway;
import city.pulso.simulator.device.FleetFormat;
import city.pulso.simulator.device.FleetKeys;
import city.pulso.simulator.fleet.FleetDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that say which devices there are and what they speak. */
final class FleetOptions {
  private static final int MOST = 9999;

  @Option(names = "--air", paramLabel = "N", description = "Air modules sim-air-0001 and so on.")
  int air;

  @Option(names = "--bays", paramLabel = "N", description = "Bay sensors sim-bay-0001 and so on.")
  int bays;

  @Option(names = "--plugs", paramLabel = "N", description = "Plugs sim-plug-0001 and so on.")
  int plugs;

  @Option(
      names = "--devices-of",
      paramLabel = "PATH",
      description = "Play the devices of this agent: its directory, or the registry.pb in it.")
  @Nullable Path devicesOf;

  @Option(
      names = "--formats",
      paramLabel = "LIST",
      converter = FormatsOption.class,
      description =
          "What devices speak, by chance one that fits each: pulso, senml-json, senml-cbor (CoAP; MQTT"
              + " without --to), tasmota, shelly, zigbee2mqtt, chirpstack, sensor-community (MQTT), or all."
              + " Default: pulso,senml-json,tasmota.")
  Set<FleetFormat> formats =
      EnumSet.of(FleetFormat.PULSO, FleetFormat.SENML_JSON, FleetFormat.TASMOTA);

  @Option(
      names = "--leave-registry",
      paramLabel = "DIR",
      description =
          "Do not play: write the fleet as the registry entry of --gateway, for an agent that starts with DIR.")
  @Nullable Path leaveRegistry;

  @Option(names = "--gateway", paramLabel = "ID", description = "With --leave-registry.")
  String gateway = "gateway-01";

  @Option(
      names = "--leave-keys",
      paramLabel = "FILE",
      description =
          "With --leave-registry: give each device a pre-shared key and write an agent's keys file.")
  @Nullable Path leaveKeys;

  /** What is wrong with them; empty: nothing. */
  String problem() {
    if (Math.min(air, Math.min(bays, plugs)) < 0 || Math.max(air, Math.max(bays, plugs)) > MOST) {
      return "--air, --bays, --plugs: use 0 to " + MOST;
    }
    if (leaveKeys != null && leaveRegistry == null) {
      return "--leave-keys goes with --leave-registry";
    }
    return air + bays + plugs == 0 && devicesOf == null
        ? "no device; use --air, --bays, --plugs or --devices-of"
        : "";
  }

  List<FleetDevice> devices() throws IOException {
    Path path = devicesOf;
    if (path == null) {
      return FleetDevice.made(air, bays, plugs);
    }
    Path file = Files.isDirectory(path) ? path.resolve("registry.pb") : path;
    if (!Files.exists(file)) {
      throw new IOException(
          file + " does not exist; an agent writes it once it has heard the registry");
    }
    List<FleetDevice> known = FleetDevice.of(Gateway.parseFrom(Files.readAllBytes(file)));
    if (known.isEmpty()) {
      throw new IOException(file + " names no device that can be played");
    }
    return known;
  }

  /** Writes the registry entry, and keys where they are wanted; says what was written. */
  String leave(Path directory, List<FleetDevice> devices, Duration every) throws IOException {
    Files.createDirectories(directory);
    int intervalS = (int) Math.max(1, every.toSeconds());
    Path file = directory.resolve("registry.pb");
    Files.write(file, FleetDevice.registryEntry(gateway, devices, intervalS).toByteArray());
    String said = file + ": " + devices.size() + " devices of " + gateway;
    Path keys = leaveKeys;
    if (keys != null) {
      FleetKeys.make(keys, devices.stream().map(FleetDevice::id).toList());
      said += System.lineSeparator() + keys + ": a key for each, coap.dtls.keys-file of the agent";
    }
    return said;
  }

  /** {@code pulso,senml-cbor}. */
  static final class FormatsOption implements ITypeConverter<Set<FleetFormat>> {
    @Override
    public Set<FleetFormat> convert(String value) {
      try {
        return FleetFormat.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
