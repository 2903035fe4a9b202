package city.pulso.edge.coap;

import city.pulso.edge.identity.Identities;
import city.pulso.edge.identity.Speaker;
import city.pulso.edge.intake.Devices;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Device;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /config/DEVICE}: what the registry wants of a device, JSON. It may be observed (RFC
 * 7641): when the registry entry changes, the device is told, and 4.04 when it is taken out. A
 * device that has a key is answered over its own connection alone.
 */
final class DeviceConfigs extends CoapResource {
  private final Devices devices;
  private final Identities identities;
  private final Map<String, One> asked = new ConcurrentHashMap<>();

  DeviceConfigs(Devices devices, Identities identities) {
    super("config");
    this.devices = devices;
    this.identities = identities;
    getAttributes().setTitle("What the registry wants of a device: /config/DEVICE");
    getAttributes().addResourceType("city.config");
    getAttributes().addInterfaceDescription("city.out");
    getAttributes().addContentType(MediaTypeRegistry.APPLICATION_JSON);
    devices.onChange(this::look);
  }

  @Override
  public void handleGET(CoapExchange exchange) {
    exchange.respond(ResponseCode.NOT_FOUND, "name a device; use /config/DEVICE");
  }

  /** Devices are not listed: who may ask for one knows its id. */
  @Override
  public @Nullable Resource getChild(String name) {
    return devices.entry(name).isPresent()
        ? asked.computeIfAbsent(name, device -> new One(device))
        : null;
  }

  /** Tells those whose configuration changed. */
  private void look() {
    asked.values().forEach(One::look);
    asked.keySet().removeIf(device -> devices.entry(device).isEmpty());
  }

  private static String json(Device device) {
    return "{\"device\":\""
        + device.getId()
        + "\",\"domain\":\""
        + Topics.level(device.getDomain())
        + "\",\"report_interval_s\":"
        + Integer.toUnsignedString(device.getReportIntervalS())
        + "}";
  }

  /** The configuration of one device. */
  private final class One extends CoapResource {
    private String told;

    One(String device) {
      super(device);
      this.told = content();
      setObservable(true);
      setParent(DeviceConfigs.this);
    }

    private String content() {
      return devices.entry(getName()).map(DeviceConfigs::json).orElse("");
    }

    private synchronized void look() {
      String now = content();
      if (now.isEmpty()) {
        clearAndNotifyObserveRelations(ResponseCode.NOT_FOUND);
      } else if (!now.equals(told)) {
        told = now;
        changed();
      }
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      Speaker speaker = Peers.speaker(exchange.advanced().getRequest().getSourceContext());
      Optional<String> objection = identities.objection(speaker, getName());
      if (objection.isPresent()) {
        exchange.respond(ResponseCode.FORBIDDEN, objection.get());
        return;
      }
      String now = content();
      if (now.isEmpty()) {
        exchange.respond(ResponseCode.NOT_FOUND, "'" + getName() + "' is not registered here");
        return;
      }
      exchange.setMaxAge(3600);
      exchange.respond(ResponseCode.CONTENT, now, MediaTypeRegistry.APPLICATION_JSON);
    }
  }
}
