package city.pulso.simulator.wire;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/** What products that one can buy say, as their makers document it. */
public final class VendorWords {
  private static final String CHIP = "esp8266-";

  private VendorWords() {}

  /**
   * Status of a Shelly Gen2 switch; it carries no time.
   *
   * @param energyWh counter, sent as Wh
   */
  public static ByteString shelly(double powerW, double energyWh) {
    return text(
        "{\"id\":0,\"source\":\"init\",\"output\":true,\"apower\":%s,\"voltage\":220.0,"
            + "\"aenergy\":{\"total\":%s}}",
        DeviceWords.number(powerW), DeviceWords.number(energyWh));
  }

  /** State of a plug behind Zigbee2MQTT, energy as kWh; it carries no time. */
  public static ByteString zigbee2mqtt(double powerW, double energyWh) {
    return text(
        "{\"state\":\"ON\",\"power\":%s,\"voltage\":220,\"energy\":%s,\"linkquality\":156}",
        DeviceWords.number(powerW), DeviceWords.number(energyWh / 1000));
  }

  /**
   * Uplink of a Bosch parking sensor, as ChirpStack v4 hands it on.
   *
   * @param uplink names it: {@code deduplicationId}
   * @param frame counter since the sensor joined
   */
  public static ByteString chirpStack(
      String device, String uplink, long frame, long atMs, boolean occupied, int temperatureCel) {
    byte[] data = {(byte) (occupied ? 1 : 0), (byte) temperatureCel};
    return text(
        "{\"deduplicationId\":\"%s\",\"time\":\"%s\",\"deviceInfo\":{\"applicationId\":\"sim\","
            + "\"deviceName\":\"%s\",\"devEui\":\"%s\"},\"fCnt\":%d,\"fPort\":%d,\"data\":\"%s\","
            + "\"rxInfo\":[{\"gatewayId\":\"24e124fffef00001\",\"rssi\":-103,\"snr\":5.2}]}",
        uplink,
        Instant.ofEpochMilli(atMs),
        device,
        device,
        frame,
        frame == 1 ? 1 : 2,
        Base64.getEncoder().encodeToString(data));
  }

  /**
   * Push of a Sensor.Community module; it carries no time. P1 is PM10, P2 is PM2.5. A device that
   * is not registered as {@code esp8266-…} is named by the topic alone.
   */
  public static ByteString sensorCommunity(
      String device, double pm10, double pm25, double temperatureCel, double humidityPercent) {
    return text(
        "{%s\"software_version\":\"NRZ-2024-135\",\"sensordatavalues\":["
            + "{\"value_type\":\"SDS_P1\",\"value\":\"%.2f\"},"
            + "{\"value_type\":\"SDS_P2\",\"value\":\"%.2f\"},"
            + "{\"value_type\":\"BME280_temperature\",\"value\":\"%.2f\"},"
            + "{\"value_type\":\"BME280_humidity\",\"value\":\"%.2f\"}]}",
        device.startsWith(CHIP) ? "\"esp8266id\":\"" + device.substring(CHIP.length()) + "\"," : "",
        pm10,
        pm25,
        temperatureCel,
        humidityPercent);
  }

  private static ByteString text(String format, Object... values) {
    return ByteString.copyFromUtf8(String.format(Locale.ROOT, format, values));
  }
}
