package city.pulso.simulator.replay;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.simulator.device.DeviceMessage.Encoding;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Two low-cost sensors side by side, a value a minute (momentary; label = time of the value). Dew
 * point and inlet are not sent; empty fields are not reported.
 */
final class Collocated implements Recording {
  private static final ZoneId ZONE = ZoneId.of("-05:00");
  private static final Span SPAN =
      new Span(ZONE, LocalDate.of(2019, 8, 1), LocalDate.of(2019, 8, 10));
  private static final String GATEWAY = "gw-collocated";

  private final int unit;
  private final Path file;
  private final CivilTime time = new CivilTime(CivilTime.Order.MONTH_FIRST, ZONE);

  Collocated(Path sharedData, int unit) {
    this.unit = unit;
    this.file =
        sharedData.resolve("air/collocated_minute_unit" + unit + "_2019-08-01_2019-08-10.csv.gz");
  }

  @Override
  public String name() {
    return "collocated-" + unit;
  }

  @Override
  public Span span() {
    return SPAN;
  }

  @Override
  public Encoding encoding(String device) {
    return unit == 1 ? Encoding.COAP_PROTOBUF : Encoding.COAP_SENML_JSON;
  }

  @Override
  public void describe(CityDraft city) {
    if (unit == 1) {
      city.district("burdens-creek", "Burdens Creek", 35.8894, -78.8747, 30_000);
      city.gateway(GATEWAY, "burdens-creek", 35.8894, -78.8747);
    }
    city.station(
        name(),
        "Unit " + unit,
        "burdens-creek",
        GATEWAY,
        35.8894,
        -78.8747,
        "low-cost-optical",
        60);
  }

  @Override
  public Rows open() {
    return new CsvRows(file)
        .each(
            (f, into) -> {
              AirReading.Builder air = AirReading.newBuilder();
              given(f.get(1), air::setNo2Ppb);
              given(f.get(2), air::setO3Ppb);
              given(f.get(3), air::setPm25Ugm3);
              given(f.get(4), air::setTemperatureCel);
              given(f.get(5), air::setHumidityPercent);
              into.add(
                  new Observation(
                      GATEWAY,
                      name(),
                      time.read(f.get(0)),
                      DeviceReading.newBuilder().setAir(air).build()));
            });
  }

  private static void given(String field, Consumer<Double> into) {
    if (!field.isEmpty()) {
      into.accept(Double.parseDouble(field));
    }
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    String[] names = {"no2_ppb", "o3_ppb", "pm2_5_ugm3", "temperature_cel", "humidity_percent"};
    AuditLines.forEach(
        file,
        line -> {
          String[] f = line.split(",", -1);
          Map<String, Object> values = new HashMap<>();
          for (int i = 0; i < names.length; i++) {
            if (!f[i + 1].isEmpty()) {
              values.put(names[i], Double.valueOf(f[i + 1]));
            }
          }
          if (values.isEmpty()) {
            emptyDevice.accept(name());
          } else {
            row.accept(
                new AuditRow(name(), AuditLines.utc(f[0], "M/d/yyyy H:mm", "-05:00"), values));
          }
        });
  }
}
