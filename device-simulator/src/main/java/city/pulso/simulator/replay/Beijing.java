package city.pulso.simulator.replay;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Beijing's twelve national stations, hourly, with temperature and pressure.
 *
 * <p>The hour is taken as the start of the mean, as for Seoul. Gases are published in ug/m3 at the
 * standard state that China's GB 3095-2012 used until 2018, 0 °C and 101.325 kPa (22.414 L/mol):
 * they become ppb (CO: ppm) by {@code value · 22.414 / M}, rounded half up to six decimals. Rain,
 * wind and dew point have no field in an air reading and are not sent. {@code NA} is not reported.
 */
final class Beijing implements Recording {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Span SPAN =
      new Span(ZONE, LocalDate.of(2016, 12, 12), LocalDate.of(2016, 12, 25));
  private static final String GATEWAY = "gw-beijing";
  private static final BigDecimal LITRES_PER_MOLE = new BigDecimal("22.414");
  private static final BigDecimal SO2 = new BigDecimal("64.06");
  private static final BigDecimal NO2 = new BigDecimal("46.01");
  private static final BigDecimal O3 = new BigDecimal("48.00");
  private static final BigDecimal CO_MILLI = new BigDecimal("28010");

  private static final Map<String, double[]> PLACES =
      Map.ofEntries(
          Map.entry("Aotizhongxin", new double[] {39.982, 116.397}),
          Map.entry("Changping", new double[] {40.217, 116.230}),
          Map.entry("Dingling", new double[] {40.292, 116.220}),
          Map.entry("Dongsi", new double[] {39.929, 116.417}),
          Map.entry("Guanyuan", new double[] {39.929, 116.339}),
          Map.entry("Gucheng", new double[] {39.914, 116.184}),
          Map.entry("Huairou", new double[] {40.328, 116.628}),
          Map.entry("Nongzhanguan", new double[] {39.937, 116.461}),
          Map.entry("Shunyi", new double[] {40.127, 116.655}),
          Map.entry("Tiantan", new double[] {39.886, 116.407}),
          Map.entry("Wanliu", new double[] {39.987, 116.287}),
          Map.entry("Wanshouxigong", new double[] {39.878, 116.352}));

  private final Path file;

  Beijing(Path sharedData) {
    this.file = sharedData.resolve("air/beijing_2016-12-12_2016-12-25.csv.gz");
  }

  @Override
  public String name() {
    return "beijing";
  }

  @Override
  public Span span() {
    return SPAN;
  }

  @Override
  public void describe(CityDraft city) {
    city.district("beijing", "Beijing", 39.9042, 116.4074, 21_700_000);
    city.gateway(GATEWAY, "beijing", 39.9042, 116.4074);
    new TreeMap<>(PLACES)
        .forEach(
            (name, at) ->
                city.station(
                    device(name), name, "beijing", GATEWAY, at[0], at[1], "reference", 3600));
  }

  private static String device(String station) {
    return "beijing-" + station.toLowerCase(Locale.ROOT);
  }

  @Override
  public Rows open() {
    return new SortedRows(
        new CsvRows(file)
            .each(
                (f, into) -> {
                  AirReading.Builder air = AirReading.newBuilder();
                  given(f.get(5), v -> air.setPm25Ugm3(v.doubleValue()));
                  given(f.get(6), v -> air.setPm10Ugm3(v.doubleValue()));
                  given(f.get(7), v -> air.setSo2Ppb(converted(v, SO2)));
                  given(f.get(8), v -> air.setNo2Ppb(converted(v, NO2)));
                  given(f.get(9), v -> air.setCoPpm(converted(v, CO_MILLI)));
                  given(f.get(10), v -> air.setO3Ppb(converted(v, O3)));
                  given(f.get(11), v -> air.setTemperatureCel(v.doubleValue()));
                  given(f.get(12), v -> air.setPressureHpa(v.doubleValue()));
                  boolean empty = air.build().equals(AirReading.getDefaultInstance());
                  if (!empty) {
                    air.setAveragedOverS(3600);
                  }
                  long endMs =
                      LocalDateTime.of(number(f, 1), number(f, 2), number(f, 3), number(f, 4), 0)
                          .plusHours(1)
                          .toInstant(ZoneOffset.ofHours(8))
                          .toEpochMilli();
                  into.add(
                      new Observation(
                          GATEWAY,
                          device(f.get(17)),
                          endMs,
                          DeviceReading.newBuilder().setAir(air).build()));
                }));
  }

  private static int number(List<String> fields, int index) {
    return Integer.parseInt(fields.get(index));
  }

  private static void given(String field, Consumer<BigDecimal> into) {
    if (!field.equals("NA")) {
      into.accept(new BigDecimal(field));
    }
  }

  private static double converted(BigDecimal ugm3, BigDecimal gramsPerMole) {
    return ugm3.multiply(LITRES_PER_MOLE)
        .divide(gramsPerMole, 6, RoundingMode.HALF_UP)
        .doubleValue();
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    AuditLines.forEach(
        file,
        line -> {
          String[] f = line.replace("\"", "").split(",", -1);
          Map<String, Object> values = new HashMap<>();
          put(values, "pm2_5_ugm3", f[5], 0);
          put(values, "pm10_ugm3", f[6], 0);
          put(values, "so2_ppb", f[7], 64.06);
          put(values, "no2_ppb", f[8], 46.01);
          put(values, "co_ppm", f[9], 28010);
          put(values, "o3_ppb", f[10], 48);
          put(values, "temperature_cel", f[11], 0);
          put(values, "pressure_hpa", f[12], 0);
          String device = "beijing-" + f[17].toLowerCase(Locale.ROOT);
          if (values.isEmpty()) {
            emptyDevice.accept(device);
          } else {
            String label = f[1] + " " + f[2] + " " + f[3] + " " + f[4];
            long startMs = AuditLines.utc(label, "yyyy M d H", "+08:00");
            row.accept(new AuditRow(device, startMs + 3_600_000, values));
          }
        });
  }

  private static void put(
      Map<String, Object> values, String name, String field, double gramsPerMole) {
    if (!field.equals("NA")) {
      BigDecimal v = new BigDecimal(field);
      if (gramsPerMole > 0) {
        v =
            v.multiply(new BigDecimal("22.414"))
                .divide(BigDecimal.valueOf(gramsPerMole), 6, RoundingMode.HALF_UP);
      }
      values.put(name, v.doubleValue());
    }
  }
}
