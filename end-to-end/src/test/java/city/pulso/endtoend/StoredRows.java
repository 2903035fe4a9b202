package city.pulso.endtoend;

import java.util.List;
import java.util.Map;

/** What is stored, whichever store it is. */
interface StoredRows {
  /**
   * Every row of a device, each a map from column to value; columns without a value left out,
   * {@code time} as {@code Instant}.
   */
  List<Map<String, Object>> ofDevice(String measurement, String device);

  /** Rows of all devices. */
  long count(String measurement);
}
