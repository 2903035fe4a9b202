package city.pulso.edge.decode;

import city.pulso.edge.json.JsonObject;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Zigbee2MQTT's state of a plug, {@code zigbee2mqtt/DEVICE}, and its {@code …/availability} in both
 * forms (zigbee2mqtt.io, "MQTT topics and messages").
 */
final class Zigbee2MqttDecoder implements Decoder {
  @Override
  public List<Observation> decode(Message message) throws DecodeException {
    String device = message.topicDevice();
    if (device.equals("bridge")) {
      return List.of(); // speaks of the bridge, not of a device
    }
    if (message.endsWith("availability")) {
      return one(device, ObservedAt.reception(), availability(message));
    }
    JsonObject root = VendorJson.object("Zigbee2MQTT", message.payload());
    PlugReading.Builder plug = PlugReading.newBuilder();
    root.number("power").ifPresent(plug::setPowerW);
    root.number("voltage").ifPresent(plug::setVoltageV);
    root.number("energy").ifPresent(kwh -> plug.setEnergyWh(kwh * 1000));
    Optional<String> state = root.text("state");
    state.ifPresent(s -> plug.setRelayOn(s.equalsIgnoreCase("ON")));
    if (plug.getAllFields().isEmpty()) {
      throw new DecodeException("no field of a plug; use power, voltage, energy (kWh) or state");
    }
    return one(device, lastSeen(root), plug.build());
  }

  private static PlugReading availability(Message message) throws DecodeException {
    String text = VendorJson.text(message);
    String state =
        text.startsWith("{")
            ? VendorJson.object("Zigbee2MQTT", message.payload()).text("state").orElse("")
            : text;
    if (!state.equals("online") && !state.equals("offline")) {
      throw new DecodeException(
          "availability '"
              + VendorJson.shown(state)
              + "' is not accepted; use online or offline, plain or as {\"state\":...}");
    }
    return PlugReading.newBuilder().setOnline(state.equals("online")).build();
  }

  /** ISO text or milliseconds, where it is configured at all. */
  private static ObservedAt lastSeen(JsonObject root) {
    OptionalDouble ms = root.number("last_seen");
    return ms.isPresent()
        ? VendorJson.clock(Math.round(ms.getAsDouble()))
        : VendorJson.isoTime(root.text("last_seen"));
  }

  private static List<Observation> one(String device, ObservedAt at, PlugReading plug) {
    return List.of(new Observation(device, at, Reading.newBuilder().setPlug(plug).build()));
  }
}
