package city.pulso.simulator.replay;

import city.pulso.simulator.device.DeviceMessage.Encoding;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;

/** One published recording: a stretch of time, its devices and what they saw. */
interface Recording {
  /** For example {@code refit-house2}. */
  String name();

  /** Zone whose midnights bound the recording and in which a start date is meant. */
  ZoneId zone();

  LocalDate firstDay();

  LocalDate lastDay();

  /** Adds its districts, gateways, stations, zones and homes. */
  void describe(CityDraft city);

  /** Opens it from its first row. */
  Rows open();

  /** What a device of it speaks. */
  Encoding encoding(String device);

  /**
   * Readings of a device within this many milliseconds travel in one message; 0 = each by itself.
   */
  long gatherMs();

  /**
   * Reads the source again, on its own way, and reports every row.
   *
   * @param emptyDevice told the device of each row that holds no value at all
   */
  void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice);

  /** Rows in the order of the source. */
  interface Rows extends AutoCloseable {
    /** Adds the observations of the next row to {@code into}; false at the end. */
    boolean next(List<Observation> into);

    @Override
    void close();
  }
}
