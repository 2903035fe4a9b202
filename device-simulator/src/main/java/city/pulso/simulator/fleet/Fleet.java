package city.pulso.simulator.fleet;

import city.pulso.simulator.device.FleetFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What a fleet does, in the order of time: the same seed, devices, start and faults give the same
 * bytes. Not for more than one thread.
 */
public final class Fleet implements Iterator<FleetEvent> {
  private final PriorityQueue<FleetMember> members =
      new PriorityQueue<>(
          Comparator.comparingLong(FleetMember::nextMs).thenComparing(FleetMember::device));
  private final PriorityQueue<Numbered> events =
      new PriorityQueue<>(
          Comparator.comparingLong((Numbered numbered) -> numbered.event().atMs())
              .thenComparingLong(Numbered::number));
  private final long endMs;
  private long numbers;

  /** Events of one moment keep the order of their making. */
  private record Numbered(FleetEvent event, long number) {}

  /**
   * @param nats NATs the devices are spread over, 1 or more
   * @param every between two messages of a device
   * @param length how long the fleet speaks
   * @param start its first moment by a clock that is right
   * @param formats what devices may speak; each takes one that fits it, by chance
   * @param coap whether messages can go by CoAP
   * @param mqtt whether messages can go by MQTT
   * @param topicPrefix put before MQTT topics, for example {@code local/lima-01/}
   */
  public record Plan(
      List<FleetDevice> devices,
      int nats,
      Duration every,
      Duration length,
      Instant start,
      Set<FleetFormat> formats,
      boolean coap,
      boolean mqtt,
      String topicPrefix) {
    public Plan {
      devices = List.copyOf(devices);
      formats = Set.copyOf(formats);
    }

    /**
     * What a device may choose from: a plug speaks {@code DeviceReport} where nothing else goes.
     */
    List<FleetFormat> formatsOf(FleetDevice.Kind kind) {
      List<FleetFormat> fitting =
          kind.formats().stream()
              .filter(format -> formats.contains(format) && (mqtt || coap && format.overCoap()))
              .toList();
      boolean plug = kind == FleetDevice.Kind.PLUG && fitting.size() > 1;
      return plug
          ? fitting.stream().filter(format -> format != FleetFormat.PULSO).toList()
          : fitting;
    }
  }

  /**
   * @throws IllegalArgumentException when a device can speak none of the formats over the ways
   *     there are
   */
  public Fleet(Plan plan, Faults faults, long seed) {
    this.endMs = plan.length().toMillis();
    int number = 0;
    for (FleetDevice device : plan.devices()) {
      members.add(new FleetMember(device, number++ % plan.nats(), plan, faults, seed));
    }
  }

  /** Lets everybody speak who may do so before the next event. */
  private void prepare() {
    FleetMember first = members.peek();
    while (first != null && first.nextMs() < endMs) {
      Numbered event = events.peek();
      if (event != null && event.event().atMs() < first.nextMs()) {
        return;
      }
      members.remove();
      first.speak().forEach(made -> events.add(new Numbered(made, numbers++)));
      members.add(first);
      first = members.peek();
    }
  }

  @Override
  public boolean hasNext() {
    prepare();
    return !events.isEmpty();
  }

  @Override
  public FleetEvent next() {
    prepare();
    Numbered next = events.poll();
    if (next == null) {
      throw new NoSuchElementException("the fleet is silent");
    }
    return next.event();
  }
}
