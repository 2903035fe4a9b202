package city.pulso.edge.cli;

import city.pulso.schemas.v1.Quantity;
import city.pulso.schemas.v1.Reading;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Readings for people, one line per value: time, how it is known, device, quantity, value, unit.
 */
final class ReadingLines {
  /** The contract ends a field's name with its unit; the longer endings first. */
  private static final Map<String, String> UNITS = units();

  /** Columns before the value's: time, how it is known, device. */
  private static final int HEAD = 3;

  private final List<List<String>> rows = new ArrayList<>();

  private ReadingLines() {}

  static List<String> of(List<Reading> readings) {
    ReadingLines lines = new ReadingLines();
    readings.forEach(lines::add);
    return lines.aligned();
  }

  /** All values of one reading: {@code pm2_5 18.5 ug/m3, humidity 83 %}. */
  static String inOneLine(Reading reading) {
    ReadingLines lines = new ReadingLines();
    lines.add(reading);
    return lines.rows.stream()
        .map(row -> String.join(" ", row.subList(HEAD, row.size())).strip())
        .collect(Collectors.joining(", "));
  }

  private void add(Reading reading) {
    List<String> head =
        List.of(
            Instant.ofEpochMilli(reading.getObservedAtMs()).toString(),
            time(reading),
            reading.getDevice());
    for (Map.Entry<FieldDescriptor, Object> entry : reading.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      switch (field.getNumber()) {
        case Reading.DEVICE_SEQUENCE_FIELD_NUMBER,
            Reading.RSSI_DBM_FIELD_NUMBER,
            Reading.BATTERY_PERCENT_FIELD_NUMBER ->
            value(head, field, entry.getValue());
        case Reading.GENERIC_FIELD_NUMBER ->
            reading.getGeneric().getQuantitiesList().forEach(each -> quantity(head, each));
        default -> {
          if (entry.getValue() instanceof Message body) {
            body(head, body);
          }
        }
      }
    }
  }

  private void body(List<String> head, Message body) {
    for (Map.Entry<FieldDescriptor, Object> entry : body.getAllFields().entrySet()) {
      if (entry.getValue() instanceof Message inner) {
        body(head, inner);
      } else {
        value(head, entry.getKey(), entry.getValue());
      }
    }
  }

  private void value(List<String> head, FieldDescriptor field, Object value) {
    String name = field.getName();
    String unit = "";
    for (Map.Entry<String, String> known : UNITS.entrySet()) {
      if (name.endsWith(known.getKey())) {
        name = name.substring(0, name.length() - known.getKey().length());
        unit = known.getValue();
        break;
      }
    }
    String shown =
        value instanceof EnumValueDescriptor constant
            ? constant.getName().toLowerCase(Locale.ROOT)
            : shown(value);
    row(head, name, shown, unit);
  }

  private void quantity(List<String> head, Quantity quantity) {
    String value =
        switch (quantity.getValueCase()) {
          case NUMBER -> shown(quantity.getNumber());
          case TEXT -> '"' + printable(quantity.getText()) + '"';
          case FLAG -> shown(quantity.getFlag());
          case VALUE_NOT_SET -> "";
        };
    row(head, quantity.getName(), value, printable(quantity.getUnit()));
  }

  private void row(List<String> head, String name, String value, String unit) {
    List<String> row = new ArrayList<>(head);
    row.add(name);
    row.add(value);
    row.add(unit);
    rows.add(row);
  }

  private List<String> aligned() {
    int columns = rows.isEmpty() ? 0 : rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String time(Reading reading) {
    StringBuilder text =
        new StringBuilder(reading.getTimeSource().name().toLowerCase(Locale.ROOT))
            .append(" +/-")
            .append(reading.getTimeUncertaintyMs())
            .append("ms");
    reading
        .getDoubtsList()
        .forEach(doubt -> text.append(' ').append(doubt.name().toLowerCase(Locale.ROOT)));
    return text.toString();
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A device's text must not be able to steer the terminal. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                printable.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                printable.appendCodePoint(c);
              }
            });
    return printable.toString();
  }

  private static Map<String, String> units() {
    Map<String, String> units = new LinkedHashMap<>();
    units.put("_percent", "%");
    units.put("_ugm3", "ug/m3");
    units.put("_ppb", "ppb");
    units.put("_ppm", "ppm");
    units.put("_cel", "Cel");
    units.put("_hpa", "hPa");
    units.put("_dba", "dB(A)");
    units.put("_dbm", "dBm");
    units.put("_lux", "lx");
    units.put("_wh", "Wh");
    units.put("_ms", "ms");
    units.put("_w", "W");
    units.put("_v", "V");
    units.put("_s", "s");
    return units;
  }
}
