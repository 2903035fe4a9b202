package city.pulso.edge.decode;

import city.pulso.edge.json.Json;
import city.pulso.edge.json.JsonObject;
import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.Reading;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sensor.Community's air JSON: the device's push ({@code esp8266id}, no time: reception) and the
 * form of the open API (UTC). P1 is PM10, P2 is PM2.5; pressure comes in Pa; values are strings.
 */
final class SensorCommunityDecoder implements Decoder {
  private static final DateTimeFormatter API_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  @Override
  public List<Observation> decode(Message message) throws DecodeException {
    List<JsonObject> roots;
    try {
      roots = JsonObject.objects(Json.read(message.payload()));
    } catch (IOException e) {
      throw new DecodeException("no JSON as Sensor.Community sends it: " + e.getMessage());
    }
    List<Observation> observations = new ArrayList<>();
    for (JsonObject root : roots) {
      observations.add(observation(root, message));
    }
    if (observations.isEmpty()) {
      throw new DecodeException("no object; use {\"esp8266id\":...,\"sensordatavalues\":[...]}");
    }
    return observations;
  }

  private static Observation observation(JsonObject root, Message message) throws DecodeException {
    AirReading.Builder air = AirReading.newBuilder();
    Reading.Builder about = Reading.newBuilder();
    for (JsonObject value : root.objects("sensordatavalues")) {
      OptionalDouble number = value.number("value");
      if (number.isPresent()) {
        take(value.text("value_type").orElse(""), number.getAsDouble(), air, about);
      }
    }
    if (air.getAllFields().isEmpty()) {
      throw new DecodeException(
          "sensordatavalues holds nothing of air; use value_type P1, P2, temperature, humidity or"
              + " pressure, with or without the chip's prefix");
    }
    return new Observation(device(root, message), time(root), about.setAir(air).build());
  }

  private static void take(
      String type, double value, AirReading.Builder air, Reading.Builder about) {
    String plain = type.substring(type.lastIndexOf('_') + 1);
    switch (plain) {
      case "P1" -> air.setPm10Ugm3(value);
      case "P2" -> air.setPm25Ugm3(value);
      case "temperature" -> air.setTemperatureCel(value);
      case "humidity" -> air.setHumidityPercent(value);
      case "pressure" -> air.setPressureHpa(value / 100);
      case "signal" -> about.setRssiDbm((int) Math.round(value));
      default -> {
        // samples, cycle times, P0, P4: nothing the contract asks for.
      }
    }
  }

  private static String device(JsonObject root, Message message) throws DecodeException {
    Optional<String> id = root.text("esp8266id");
    if (id.isPresent()) {
      return "esp8266-" + id.get();
    }
    Optional<String> sensor = root.object("sensor").text("id");
    return sensor.isPresent() ? "sensor-" + sensor.get() : message.topicDevice("send 'esp8266id'");
  }

  private static ObservedAt time(JsonObject root) throws DecodeException {
    Optional<String> timestamp = root.text("timestamp");
    if (timestamp.isEmpty()) {
      return ObservedAt.reception();
    }
    try {
      return VendorJson.clock(
          LocalDateTime.parse(timestamp.get(), API_TIME).toInstant(ZoneOffset.UTC).toEpochMilli());
    } catch (DateTimeParseException e) {
      throw new DecodeException(
          "timestamp '"
              + VendorJson.shown(timestamp.get())
              + "' is not accepted; use yyyy-MM-dd HH:mm:ss in UTC");
    }
  }
}
