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

  Span span();

  /** Adds its districts, gateways, stations, zones and homes. */
  void describe(CityDraft city);

  /** Opens it from its first row. */
  Rows open();

  /** What a device of it speaks. */
  default Encoding encoding(String device) {
    return Encoding.COAP_PROTOBUF;
  }

  /**
   * Readings of a device within this many milliseconds travel in one message; 0 = each by itself.
   */
  default long gatherMs() {
    return 0;
  }

  /**
   * Reads the source again, on its own way, and reports every row.
   *
   * @param emptyDevice told the device of each row that holds no value at all
   */
  void audit(Consumer<AuditRow> row, Consumer<String> emptyDevice);

  /**
   * The days it lasts, both included.
   *
   * @param zone zone whose midnights bound it and in which a start date is meant
   */
  record Span(ZoneId zone, LocalDate firstDay, LocalDate lastDay) {
    long firstMs() {
      return midnightMs(firstDay);
    }

    long endMs() {
      return midnightMs(lastDay.plusDays(1));
    }

    long midnightMs(LocalDate day) {
      return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }
  }

  /** Rows in the order of the source. */
  interface Rows extends AutoCloseable {
    /** Adds the observations of the next row to {@code into}; false at the end. */
    boolean next(List<Observation> into);

    @Override
    void close();
  }
}
