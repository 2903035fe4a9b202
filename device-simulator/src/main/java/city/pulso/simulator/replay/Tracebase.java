package city.pulso.simulator.replay;

import city.pulso.simulator.device.DeviceMessage.Encoding;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One tracebase plug, a value every one to five seconds. The power averaged over one second is
 * sent: it is nearest to what a plug measures; the 8-second mean is not. Times are read as German
 * local time.
 *
 * <p>A plug sends the readings of a minute in one report, as a plug with a small memory does.
 * Repeated and backward times are passed on. The publisher does not say which plugs share a home:
 * the ten group A plugs are taken as one home, the eleventh as another.
 */
final class Tracebase implements Recording {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final String GATEWAY = "gw-darmstadt";

  private final String appliance;
  private final String serial;
  private final Path file;
  private final boolean groupA;
  private final CivilTime time = new CivilTime(CivilTime.Order.DAY_FIRST, ZONE);

  private Tracebase(Path sharedData, boolean groupA, String sourceName, String appliance) {
    this.groupA = groupA;
    this.appliance = appliance;
    this.serial = sourceName.substring(sourceName.lastIndexOf('_') + 1);
    this.file =
        sharedData.resolve(
            "plugs/tracebase_" + (groupA ? "groupA_" : "incomplete_") + sourceName + ".csv.gz");
  }

  static List<Recording> all(Path sharedData) {
    return List.of(
        new Tracebase(sharedData, true, "WaterKettle_dev_D33E1F", "kettle"),
        new Tracebase(sharedData, true, "Coffeemaker_dev_735E9D", "coffee-maker"),
        new Tracebase(sharedData, true, "Refrigerator_dev_D32131", "refrigerator"),
        new Tracebase(sharedData, true, "TV-LCD_dev_B80E51", "television"),
        new Tracebase(sharedData, true, "Lamp_dev_C3E6D1", "lamp"),
        new Tracebase(sharedData, true, "Washingmachine_dev_D338C9", "washing-machine"),
        new Tracebase(sharedData, true, "Dishwasher_dev_B81D04", "dishwasher"),
        new Tracebase(sharedData, true, "PC-Desktop_dev_D337C9", "computer"),
        new Tracebase(sharedData, true, "Monitor-TFT_dev_99514C", "monitor"),
        new Tracebase(sharedData, true, "Amplifier_dev_D320C8", "amplifier"),
        new Tracebase(sharedData, false, "Coffeemaker_dev_D369E0", "coffee-maker"));
  }

  @Override
  public String name() {
    return "tracebase-" + serial;
  }

  @Override
  public Span span() {
    return groupA
        ? new Span(ZONE, LocalDate.of(2012, 5, 15), LocalDate.of(2012, 5, 28))
        : new Span(ZONE, LocalDate.of(2011, 11, 23), LocalDate.of(2011, 12, 1));
  }

  @Override
  public long gatherMs() {
    return 60_000;
  }

  @Override
  public Encoding encoding(String device) {
    return Encoding.MQTT_PROTOBUF;
  }

  @Override
  public void describe(CityDraft city) {
    String home = CityDraft.pseudonym(groupA ? "tracebase/group-a" : "tracebase/incomplete");
    if (appliance.equals("kettle")) {
      city.district("darmstadt", "Darmstadt", 49.8728, 8.6512, 160_000);
      city.gateway(GATEWAY, "darmstadt", 49.8728, 8.6512);
      city.home(home, "darmstadt");
    } else if (!groupA) {
      city.home(home, "darmstadt");
    }
    city.plug(home, GATEWAY, name(), appliance, !appliance.equals("refrigerator"), 60);
  }

  @Override
  public Rows open() {
    return new CsvRows(file)
        .each(
            (f, into) -> {
              into.add(PlugFile.observation(GATEWAY, name(), time.read(f.get(0)), f.get(1)));
            });
  }

  @Override
  public void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice) {
    AuditLines.forEach(
        file,
        line -> {
          String[] f = line.split(",", -1);
          long ms = AuditLines.utc(f[0], "dd/MM/yyyy HH:mm:ss", "Europe/Berlin");
          row.accept(new AuditRow(name(), ms, Map.of("power_w", Double.valueOf(f[1]))));
        });
  }
}
