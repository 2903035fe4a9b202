package city.pulso.simulator.replay;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Seoul's 25 city stations, hourly.
 *
 * <p>The set labels its hours 0:00 to 23:00, so a label is the start of its hour: a reading is
 * observed at label + 1 h and averaged over 3,600 s. Gases are published in ppm; ozone, NO2 and SO2
 * become ppb by moving the decimal point, CO stays in ppm. The sentinel -1 is converted like any
 * other value: -1 in PM and CO, -1,000 in the gases given in ppb. Never as SenML, which cannot say
 * that a value is the mean of an hour.
 */
final class Seoul implements Recording {
  private static final ZoneId ZONE = ZoneId.of("Asia/Seoul");
  private static final Span SPAN =
      new Span(ZONE, LocalDate.of(2017, 4, 24), LocalDate.of(2017, 5, 14));
  private static final long HOUR_MS = 3_600_000;
  private static final String GATEWAY = "gw-seoul";

  /** Station code 101 is the first: one station per district, at the middle of the district. */
  private static final List<Place> DISTRICTS =
      List.of(
          new Place("Jongno-gu", 37.5735, 126.9790, 150_000),
          new Place("Jung-gu", 37.5641, 126.9979, 125_000),
          new Place("Yongsan-gu", 37.5326, 126.9905, 230_000),
          new Place("Eunpyeong-gu", 37.6027, 126.9291, 490_000),
          new Place("Seodaemun-gu", 37.5791, 126.9368, 320_000),
          new Place("Mapo-gu", 37.5663, 126.9019, 380_000),
          new Place("Seongdong-gu", 37.5634, 127.0369, 300_000),
          new Place("Gwangjin-gu", 37.5385, 127.0823, 360_000),
          new Place("Dongdaemun-gu", 37.5744, 127.0400, 355_000),
          new Place("Jungnang-gu", 37.6063, 127.0925, 410_000),
          new Place("Seongbuk-gu", 37.5894, 127.0167, 450_000),
          new Place("Gangbuk-gu", 37.6396, 127.0257, 325_000),
          new Place("Dobong-gu", 37.6688, 127.0471, 345_000),
          new Place("Nowon-gu", 37.6542, 127.0568, 560_000),
          new Place("Yangcheon-gu", 37.5170, 126.8666, 475_000),
          new Place("Gangseo-gu", 37.5509, 126.8495, 600_000),
          new Place("Guro-gu", 37.4955, 126.8877, 415_000),
          new Place("Geumcheon-gu", 37.4569, 126.8954, 235_000),
          new Place("Yeongdeungpo-gu", 37.5264, 126.8963, 370_000),
          new Place("Dongjak-gu", 37.5124, 126.9393, 400_000),
          new Place("Gwanak-gu", 37.4784, 126.9516, 505_000),
          new Place("Seocho-gu", 37.4837, 127.0324, 445_000),
          new Place("Gangnam-gu", 37.5172, 127.0473, 560_000),
          new Place("Songpa-gu", 37.5145, 127.1059, 670_000),
          new Place("Gangdong-gu", 37.5301, 127.1238, 440_000));

  private record Place(String name, double latitude, double longitude, int population) {}

  private final Path file;
  private final CivilTime time = new CivilTime(CivilTime.Order.YEAR_FIRST, ZONE);

  Seoul(Path sharedData) {
    this.file = sharedData.resolve("air/seoul_2017-04-24_2017-05-14.csv.gz");
  }

  @Override
  public String name() {
    return "seoul";
  }

  @Override
  public Span span() {
    return SPAN;
  }

  @Override
  public void describe(CityDraft city) {
    for (int i = 0; i < DISTRICTS.size(); i++) {
      Place p = DISTRICTS.get(i);
      city.district(district(i), p.name(), p.latitude(), p.longitude(), p.population());
    }
    city.gateway(GATEWAY, district(1), 37.5663, 126.9779);
    for (int i = 0; i < DISTRICTS.size(); i++) {
      Place p = DISTRICTS.get(i);
      city.station(
          device(String.valueOf(101 + i)),
          p.name(),
          district(i),
          GATEWAY,
          p.latitude(),
          p.longitude(),
          "reference",
          3600);
    }
  }

  private static String district(int index) {
    return "seoul-" + CityDraft.slug(DISTRICTS.get(index).name());
  }

  private static String device(String stationCode) {
    return "seoul-" + stationCode;
  }

  @Override
  public Rows open() {
    return new CsvRows(file)
        .each(
            (f, into) -> {
              AirReading.Builder air = AirReading.newBuilder().setAveragedOverS(3600);
              air.setSo2Ppb(ppb(f.get(2))).setNo2Ppb(ppb(f.get(3)));
              air.setCoPpm(Double.parseDouble(f.get(4))).setO3Ppb(ppb(f.get(5)));
              air.setPm10Ugm3(Double.parseDouble(f.get(6)))
                  .setPm25Ugm3(Double.parseDouble(f.get(7)));
              into.add(
                  new Observation(
                      GATEWAY,
                      device(f.get(1)),
                      time.read(f.get(0)) + HOUR_MS,
                      DeviceReading.newBuilder().setAir(air).build()));
            });
  }

  /** Exact: 0.004 ppm is 4 ppb, not 4.000000000000001. */
  private static double ppb(String ppm) {
    return new BigDecimal(ppm).movePointRight(3).doubleValue();
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    AuditLines.forEach(
        file,
        line -> {
          String[] f = line.split(",", -1);
          row.accept(
              new AuditRow(
                  "seoul-" + f[1],
                  AuditLines.utc(f[0], "yyyy-MM-dd H:mm", "+09:00") + 3_600_000,
                  Map.of(
                      "so2_ppb", AuditLines.thousandfold(f[2]),
                      "no2_ppb", AuditLines.thousandfold(f[3]),
                      "co_ppm", Double.valueOf(f[4]),
                      "o3_ppb", AuditLines.thousandfold(f[5]),
                      "pm10_ugm3", Double.valueOf(f[6]),
                      "pm2_5_ugm3", Double.valueOf(f[7]))));
        });
  }
}
