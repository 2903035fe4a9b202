package city.pulso.edge.decode;

import city.pulso.edge.json.JsonObject;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tasmota's {@code tele/DEVICE/SENSOR}, {@code tele/DEVICE/STATE}, {@code tele/DEVICE/LWT} and
 * {@code stat/DEVICE/POWER} (Tasmota documentation, "MQTT" and "Power monitoring").
 *
 * <p>{@code Time} is local without offset and 1970 before NTP, so the gateway stamps the reception.
 * A time that ends in {@code Z} or an offset is taken. Plugs with several channels are summed up.
 */
final class TasmotaDecoder implements Decoder {
  @Override
  public List<Observation> decode(Message message) throws DecodeException {
    String device = message.topicDevice();
    if (message.endsWith("LWT")) {
      return online(device, message);
    }
    if (message.topic().contains("/POWER")) {
      String state = VendorJson.text(message);
      if (!state.equals("ON") && !state.equals("OFF")) {
        throw new DecodeException(
            "POWER '" + VendorJson.shown(state) + "' is not accepted; use ON or OFF");
      }
      return one(device, ObservedAt.reception(), relay(state.equals("ON")), Reading.newBuilder());
    }
    JsonObject root = VendorJson.object("Tasmota", message.payload());
    ObservedAt at = VendorJson.isoTime(root.text("Time"));
    Reading.Builder about = Reading.newBuilder();
    PlugReading.Builder plug = PlugReading.newBuilder();
    JsonObject energy = root.object("ENERGY");
    VendorJson.sum(energy.list("Power"), energy.number("Power")).ifPresent(plug::setPowerW);
    VendorJson.sum(energy.list("Total"), energy.number("Total"))
        .ifPresent(kwh -> plug.setEnergyWh(kwh * 1000));
    energy.number("Voltage").ifPresent(plug::setVoltageV);
    root.number("UptimeSec").ifPresent(s -> plug.setUptimeS(Math.max(0, (long) s)));
    power(root).ifPresent(plug::setRelayOn);
    OptionalDouble signal = root.object("Wifi").number("Signal"); // dBm; "RSSI" is percent
    signal.ifPresent(dbm -> about.setRssiDbm((int) Math.round(dbm)));
    if (plug.getAllFields().isEmpty()) {
      throw new DecodeException(
          "no field of a plug; use SENSOR with ENERGY{Power, Total, Voltage} or STATE with POWER,"
              + " UptimeSec");
    }
    return one(device, at, plug.build(), about);
  }

  private static Optional<Boolean> power(JsonObject root) {
    boolean known = false;
    boolean on = false;
    for (String key : List.of("POWER", "POWER1", "POWER2", "POWER3", "POWER4")) {
      Optional<String> state = root.text(key);
      known |= state.isPresent();
      on |= state.filter("ON"::equalsIgnoreCase).isPresent();
    }
    return known ? Optional.of(on) : Optional.empty();
  }

  private static List<Observation> online(String device, Message message) throws DecodeException {
    String state = VendorJson.text(message).toLowerCase(Locale.ROOT);
    if (!state.equals("online") && !state.equals("offline")) {
      throw new DecodeException(
          "LWT '" + VendorJson.shown(state) + "' is not accepted; use Online or Offline");
    }
    PlugReading plug = PlugReading.newBuilder().setOnline(state.equals("online")).build();
    return one(device, ObservedAt.reception(), plug, Reading.newBuilder());
  }

  private static PlugReading relay(boolean on) {
    return PlugReading.newBuilder().setRelayOn(on).build();
  }

  private static List<Observation> one(
      String device, ObservedAt at, PlugReading plug, Reading.Builder about) {
    return List.of(new Observation(device, at, about.setPlug(plug).build()));
  }
}
