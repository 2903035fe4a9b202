package city.pulso.edge.intake;

import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The devices this gateway may speak for, by its registry entry. Threads: any. */
public final class Devices {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<String, Device> known = Map.of();

  /** Takes a registry entry over; it replaces the one before. */
  public void take(Gateway entry) {
    Map<String, Device> next = new LinkedHashMap<>();
    for (Device device : entry.getDevicesList()) {
      next.put(device.getId(), device);
    }
    known = next;
    listeners.forEach(Runnable::run);
  }

  /** Runs something whenever an entry was taken over, on the thread that brought it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** What the registry says of a device. */
  public Optional<Device> entry(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Domain of a device; null when it is not known. */
  public @Nullable Domain domain(String id) {
    Device device = known.get(id);
    return device == null ? null : device.getDomain();
  }

  public int size() {
    return known.size();
  }

  /** Devices of one domain, in the order of the registry entry. */
  public List<String> of(Domain domain) {
    return known.values().stream()
        .filter(device -> device.getDomain() == domain)
        .map(Device::getId)
        .toList();
  }
}
