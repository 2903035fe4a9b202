package city.pulso.simulator.replay;

import city.pulso.simulator.device.DeviceMessage.Encoding;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One REFIT house, a row a minute: each column is a plug, {@code Aggregate} is the mains and no
 * sign of activity by itself.
 *
 * <p>The source states no offset. Its minutes go on through the hour that British summer time
 * leaves out on 2014-03-30, so they are no civil time: they are read as UTC. Outages filled by the
 * compiler are passed on as they are.
 */
final class Refit implements Recording {
  private static final List<String> COLUMNS =
      List.of("Aggregate", "Kettle", "Dishwasher", "WashingMachine", "Microwave");
  private static final List<String> APPLIANCES =
      List.of("mains", "kettle", "dishwasher", "washing-machine", "microwave");
  private static final String GATEWAY = "gw-loughborough";

  private final int house;
  private final Path file;
  private final Span span;
  private final String home;
  private final CivilTime time = new CivilTime(CivilTime.Order.YEAR_FIRST, ZoneOffset.UTC);

  private Refit(int house, Path file, Span span) {
    this.house = house;
    this.file = file;
    this.span = span;
    this.home = CityDraft.pseudonym("refit/house" + house);
  }

  static Refit house2(Path sharedData) {
    return new Refit(
        2,
        sharedData.resolve("plugs/refit_house2_1min_2014-03_2014-05.csv.gz"),
        new Span(ZoneOffset.UTC, LocalDate.of(2014, 3, 1), LocalDate.of(2014, 5, 31)));
  }

  static Refit house20(Path sharedData) {
    return new Refit(
        20,
        sharedData.resolve("plugs/refit_house20_1min_2014-05_2014-06.csv.gz"),
        new Span(ZoneOffset.UTC, LocalDate.of(2014, 5, 1), LocalDate.of(2014, 6, 30)));
  }

  @Override
  public String name() {
    return "refit-house" + house;
  }

  @Override
  public Span span() {
    return span;
  }

  @Override
  public Encoding encoding(String device) {
    return Encoding.MQTT_PROTOBUF;
  }

  private String device(int column) {
    return "refit-" + house + "-" + COLUMNS.get(column).toLowerCase(Locale.ROOT);
  }

  @Override
  public void describe(CityDraft city) {
    if (house == 2) {
      city.district("loughborough", "Loughborough", 52.7721, -1.2062, 60_000);
      city.gateway(GATEWAY, "loughborough", 52.7721, -1.2062);
    }
    city.home(home, "loughborough");
    for (int i = 0; i < COLUMNS.size(); i++) {
      city.plug(home, GATEWAY, device(i), APPLIANCES.get(i), i > 0, 60);
    }
  }

  @Override
  public Rows open() {
    return new CsvRows(file)
        .each(
            (f, into) -> {
              long ms = time.read(f.get(0));
              for (int i = 0; i < COLUMNS.size(); i++) {
                into.add(PlugFile.observation(GATEWAY, device(i), ms, f.get(i + 1)));
              }
            });
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    String[] names = AuditLines.header(file).split(",", -1);
    AuditLines.forEach(
        file,
        line -> {
          String[] f = line.split(",", -1);
          long ms = AuditLines.utc(f[0], "yyyy-MM-dd HH:mm:ss", "UTC");
          for (int i = 1; i < f.length; i++) {
            String device = "refit-" + house + "-" + names[i].toLowerCase(Locale.ROOT);
            row.accept(new AuditRow(device, ms, Map.of("power_w", Double.valueOf(f[i]))));
          }
        });
  }
}
