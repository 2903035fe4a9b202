package city.pulso.edge.decode;

import city.pulso.edge.json.JsonObject;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shelly Gen2 and later: {@code PREFIX/status/switch:N}, {@code PREFIX/events/rpc} ({@code
 * NotifyStatus}, {@code NotifyFullStatus}) and {@code PREFIX/online} (shelly-api-docs, Gen2
 * "Switch" and "Notifications").
 *
 * <p>{@code NotifyStatus} is partial: it is overlaid on the last status of the device. The memory
 * is bounded; a device that falls out of it starts anew.
 */
final class ShellyDecoder implements Decoder {
  private static final int REMEMBERED = 1000;

  private final Map<String, PlugReading> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PlugReading> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Override
  public List<Observation> decode(Message message) throws DecodeException {
    String device = message.topicDevice();
    if (message.endsWith("online")) {
      String state = VendorJson.text(message);
      if (!state.equals("true") && !state.equals("false")) {
        throw new DecodeException(
            "online '" + VendorJson.shown(state) + "' is not accepted; use true or false");
      }
      PlugReading plug = PlugReading.newBuilder().setOnline(state.equals("true")).build();
      return one(device, ObservedAt.reception(), plug);
    }
    JsonObject root = VendorJson.object("Shelly", message.payload());
    if (message.endsWith("events", "rpc")) {
      return rpc(device, root);
    }
    if (!root.has("apower") && !root.has("output") && !root.has("aenergy")) {
      throw new DecodeException(
          "no field of a switch; use status/switch:N with apower, output, voltage or aenergy");
    }
    return one(device, ObservedAt.reception(), remember(device, switchStatus(root)));
  }

  private List<Observation> rpc(String device, JsonObject root) throws DecodeException {
    String method = root.text("method").orElse("");
    if (!method.equals("NotifyStatus") && !method.equals("NotifyFullStatus")) {
      return List.of(); // an event of a button or a script reports no use
    }
    JsonObject params = root.object("params");
    for (int channel = 0; channel < 4; channel++) {
      String key = "switch:" + channel;
      if (params.has(key)) {
        ObservedAt at =
            params.number("ts").isPresent()
                ? VendorJson.clock(Math.round(params.number("ts").getAsDouble() * 1000))
                : ObservedAt.reception();
        return one(device, at, overlay(device, switchStatus(params.object(key))));
      }
    }
    return List.of();
  }

  private static PlugReading switchStatus(JsonObject status) {
    PlugReading.Builder plug = PlugReading.newBuilder();
    status.number("apower").ifPresent(plug::setPowerW);
    status.number("voltage").ifPresent(plug::setVoltageV);
    Optional<Boolean> output = status.flag("output");
    output.ifPresent(plug::setRelayOn);
    status.object("aenergy").number("total").ifPresent(plug::setEnergyWh); // Wh
    return plug.build();
  }

  private PlugReading remember(String device, PlugReading plug) {
    synchronized (last) {
      last.put(device, plug);
    }
    return plug;
  }

  private PlugReading overlay(String device, PlugReading partial) {
    synchronized (last) {
      PlugReading before = last.getOrDefault(device, PlugReading.getDefaultInstance());
      PlugReading now = before.toBuilder().mergeFrom(partial).build();
      last.put(device, now);
      return now;
    }
  }

  private static List<Observation> one(String device, ObservedAt at, PlugReading plug) {
    return List.of(new Observation(device, at, Reading.newBuilder().setPlug(plug).build()));
  }
}
