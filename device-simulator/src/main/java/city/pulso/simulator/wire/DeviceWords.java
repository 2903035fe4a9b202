package city.pulso.simulator.wire;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import city.pulso.simulator.device.DeviceMessage;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Puts readings into the messages that devices send. Numbers keep every digit of their double. */
public final class DeviceWords {
  private static final DateTimeFormatter TASMOTA_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

  private DeviceWords() {}

  /** Readings as a {@code DeviceReport}, by CoAP or by MQTT. */
  public static DeviceMessage report(
      String gateway, String device, long dueMs, Encoding encoding, List<DeviceReading> readings) {
    return message(
        gateway,
        device,
        dueMs,
        encoding,
        DeviceReport.newBuilder().setDevice(device).addAllReadings(readings).build());
  }

  /** A finished report, for devices that count their time from their boot. */
  public static DeviceMessage message(
      String gateway, String device, long dueMs, Encoding encoding, DeviceReport report) {
    return new DeviceMessage(
        gateway, device, dueMs, encoding, report.toByteString(), report.getReadingsCount());
  }

  /**
   * One air reading as a SenML pack (RFC 8428): base name {@code DEVICE:}, base time in seconds,
   * one record per quantity. {@code ppb} is not registered for SenML, so gases go as {@code ppm}
   * with the point moved: no digit is lost.
   */
  public static DeviceMessage senml(
      String gateway, String device, long dueMs, DeviceReading reading) {
    StringBuilder pack = new StringBuilder(256);
    pack.append("[{\"bn\":\"").append(device).append(":\"");
    if (reading.hasObservedAtMs()) {
      pack.append(",\"bt\":")
          .append(
              BigDecimal.valueOf(reading.getObservedAtMs(), 3)
                  .stripTrailingZeros()
                  .toPlainString());
    }
    pack.append(",\"bver\":26");
    AirReading air = reading.getAir();
    int start = pack.length();
    record(pack, air.hasPm25Ugm3(), "pm2_5", "ug/m3", air.getPm25Ugm3());
    record(pack, air.hasPm10Ugm3(), "pm10", "ug/m3", air.getPm10Ugm3());
    record(pack, air.hasO3Ppb(), "o3", "ppb", air.getO3Ppb());
    record(pack, air.hasNo2Ppb(), "no2", "ppb", air.getNo2Ppb());
    record(pack, air.hasSo2Ppb(), "so2", "ppb", air.getSo2Ppb());
    record(pack, air.hasCoPpm(), "co", "ppm", air.getCoPpm());
    record(pack, air.hasTemperatureCel(), "temp", "Cel", air.getTemperatureCel());
    record(pack, air.hasHumidityPercent(), "rh", "%RH", air.getHumidityPercent());
    record(pack, air.hasPressureHpa(), "pressure", "hPa", air.getPressureHpa());
    pack.setCharAt(start, ','); // the first record shares the braces of the base fields
    pack.deleteCharAt(start + 1);
    pack.append(']');
    return new DeviceMessage(
        gateway,
        device,
        dueMs,
        Encoding.COAP_SENML_JSON,
        ByteString.copyFromUtf8(pack.toString()),
        1);
  }

  /**
   * The particles, temperature and humidity of an air reading as a SenML pack in CBOR.
   *
   * @param atMs base time, Unix milliseconds
   */
  public static ByteString senmlCbor(String device, long atMs, AirReading air) {
    return SenmlCbor.pack(
        device + ":",
        atMs / 1000.0,
        List.of(
            new SenmlCbor.Value("pm2_5", "ug/m3", air.getPm25Ugm3()),
            new SenmlCbor.Value("pm10", "ug/m3", air.getPm10Ugm3()),
            new SenmlCbor.Value("temp", "Cel", air.getTemperatureCel()),
            new SenmlCbor.Value("rh", "%RH", air.getHumidityPercent())));
  }

  /** Appends {@code ,{"n":..,"u":..,"v":..}}. */
  private static void record(
      StringBuilder pack, boolean present, String name, String unit, double value) {
    if (present) {
      pack.append(",{\"n\":\"").append(name).append("\",\"u\":\"").append(unit);
      pack.append("\",\"v\":").append(number(BigDecimal.valueOf(value))).append('}');
    }
  }

  /**
   * Tasmota's {@code SENSOR} telemetry of a metering plug.
   *
   * @param powerW active power
   * @param energyWh counter, sent as kWh
   * @param zone where the plug's clock lives; Tasmota sends local time without offset
   */
  public static DeviceMessage tasmota(
      String gateway, String device, long dueMs, double powerW, double energyWh, ZoneId zone) {
    String time = TASMOTA_TIME.format(Instant.ofEpochMilli(dueMs).atZone(zone));
    double current = Math.round(powerW / 220 * 1000) / 1000.0;
    String json =
        "{\"Time\":\""
            + time
            + "\",\"ENERGY\":{\"Total\":"
            + number(BigDecimal.valueOf(energyWh).movePointLeft(3))
            + ",\"Power\":"
            + number(BigDecimal.valueOf(powerW))
            + ",\"Voltage\":220,\"Current\":"
            + number(BigDecimal.valueOf(current))
            + "}}";
    return new DeviceMessage(
        gateway, device, dueMs, Encoding.MQTT_TASMOTA, ByteString.copyFromUtf8(json), 1);
  }

  /** With every digit of the double, never with an exponent. */
  static String number(double value) {
    return number(BigDecimal.valueOf(value));
  }

  private static String number(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
