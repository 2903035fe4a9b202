package city.pulso.grafana;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurement.Field;
import city.pulso.schemas.Measurement.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One InfluxQL SELECT, kept to what InfluxDB 1.6, 2.x and 3.x all answer. It reads a declared
 * measurement, or the result of another Select; every field and tag it names must exist there.
 *
 * <p>Grafana's {@code $timeFilter} and {@code $__interval} stand in the text; {@link
 * Dashboards#queries} replaces them.
 */
final class Select {
  /** What may be computed of a column. */
  enum Of {
    MEAN("mean", true),
    MAX("max", true),
    SUM("sum", true),
    LAST("last", false),
    COUNT("count", false);

    private final String function;
    private final boolean numbersOnly;

    Of(String function, boolean numbersOnly) {
      this.function = function;
      this.numbersOnly = numbersOnly;
    }
  }

  private static final String FILL_NONE = " fill(none)";
  private static final String FILL_PREVIOUS = " fill(previous)";

  private record Column(String expression, Field result) {}

  private final String source;
  private final Map<String, Field> readable;
  private final List<String> readableTags;
  private final List<Column> columns = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private String tail = "";

  private Select(String source, List<Field> readable, List<String> readableTags) {
    this.source = source;
    this.readable = new LinkedHashMap<>();
    readable.forEach(field -> this.readable.put(field.name(), field));
    this.readableTags = readableTags;
    conditions.add("$timeFilter");
  }

  static Select from(Measurement measurement) {
    return new Select('"' + measurement.name() + '"', measurement.fields(), measurement.tags());
  }

  /**
   * Reads the columns and grouping tags of another Select, which must not fill intervals: grouped
   * by time outside, InfluxDB 1.x and 2.x give such a query the same intervals again and again
   * (influxdata/influxdb issues 16960 and 24483).
   */
  static Select from(Select inner) {
    if (inner.tail.equals(FILL_PREVIOUS)) {
      throw new IllegalArgumentException(
          "an inner query with" + inner.tail + " is not accepted; fill in the outermost one only");
    }
    return new Select("(" + inner.text() + ")", inner.columns(), inner.tags());
  }

  Select raw(String field, String as) {
    return add(quoted(field), field(field), as);
  }

  Select column(Of what, String field, String as) {
    Field read = field(field);
    if (what.numbersOnly && !isNumber(read)) {
      throw new IllegalArgumentException(what + " of '" + field + "' is not a number");
    }
    Field result = what == Of.COUNT ? new Field(as, Type.INTEGER, "1", "count of " + field) : read;
    return add(what.function + "(" + quoted(field) + ")", result, as);
  }

  /** Sum of the newest values of two numbers, for example free and possibly free places. */
  Select lastSum(String one, String other, String as) {
    Field read = field(one);
    if (!isNumber(read) || !read.unit().equals(field(other).unit())) {
      throw new IllegalArgumentException("'" + one + "' and '" + other + "' cannot be added");
    }
    return add("last(" + quoted(one) + ") + last(" + quoted(other) + ")", read, as);
  }

  /** The sum of one number as a percentage of the sum of another of the same unit. */
  Select percent(String part, String whole, String as) {
    Field read = field(part);
    if (!isNumber(read) || !read.unit().equals(field(whole).unit())) {
      throw new IllegalArgumentException("'" + part + "' is no part of '" + whole + "'");
    }
    return add(
        "100 * sum(" + quoted(part) + ") / sum(" + quoted(whole) + ")",
        new Field(as, Type.FLOAT, "%", part + " of " + whole),
        as);
  }

  /** Growth per minute of a counter; a counter that starts again at 0 gives a gap. */
  Select ratePerMinute(String counter, String as) {
    Field read = field(counter);
    return add(
        "non_negative_derivative(last(" + quoted(counter) + "), 1m)",
        new Field(as, Type.FLOAT, read.unit() + "/min", "growth of " + counter),
        as);
  }

  /** Only what the template variable of that tag selects. */
  Select chosen(Variable variable) {
    conditions.add(quoted(tag(variable.tag())) + " =~ /^$" + variable.name() + "$/");
    return this;
  }

  Select whereTag(String tag, String value) {
    conditions.add(quoted(tag(tag)) + " = '" + value + "'");
    return this;
  }

  Select whereTagMatches(String tag, String regex) {
    conditions.add(quoted(tag(tag)) + " =~ /" + regex + "/");
    return this;
  }

  Select whereNumber(String column, String operator, int value) {
    if (!isNumber(field(column))) {
      throw new IllegalArgumentException("'" + column + "' is not a number");
    }
    conditions.add(quoted(column) + " " + operator + " " + value);
    return this;
  }

  Select whereNotEmpty(String textField) {
    if (field(textField).type() != Type.STRING) {
      throw new IllegalArgumentException("'" + textField + "' is not text");
    }
    conditions.add(quoted(textField) + " != ''");
    return this;
  }

  Select by(String... tags) {
    for (String tag : tags) {
      groups.add(quoted(tag(tag)));
    }
    return this;
  }

  /** One value per interval; intervals without data have none: a gap stays a gap. */
  Select everyInterval() {
    return every("$__interval", FILL_NONE);
  }

  /**
   * One value per interval; an interval without data repeats the one before it. In an outermost
   * query only.
   */
  Select everyIntervalKeepingLast() {
    return every("$__interval", FILL_PREVIOUS);
  }

  Select everyHour() {
    return every("1h", FILL_NONE);
  }

  /** The newest point of each group only, as it is, with its empty fields. */
  Select newest() {
    tail = " ORDER BY time DESC LIMIT 1";
    return this;
  }

  Select newestFirst(int atMost) {
    tail = " ORDER BY time DESC LIMIT " + atMost;
    return this;
  }

  /** Result columns with the unit each has. */
  List<Field> columns() {
    return columns.stream().map(Column::result).toList();
  }

  String text() {
    if (columns.isEmpty()) {
      throw new IllegalStateException("a query of " + source + " selects nothing");
    }
    return "SELECT "
        + columns.stream()
            .map(c -> c.expression() + " AS " + quoted(c.result().name()))
            .collect(Collectors.joining(", "))
        + " FROM "
        + source
        + " WHERE "
        + String.join(" AND ", conditions)
        + (groups.isEmpty() ? "" : " GROUP BY " + String.join(", ", groups))
        + tail;
  }

  private List<String> tags() {
    return readableTags.stream().filter(tag -> groups.contains(quoted(tag))).toList();
  }

  private Select every(String interval, String fill) {
    groups.add(0, "time(" + interval + ")");
    tail = fill;
    return this;
  }

  private Select add(String expression, Field read, String as) {
    columns.add(new Column(expression, new Field(as, read.type(), read.unit(), read.meaning())));
    return this;
  }

  private Field field(String name) {
    Field field = readable.get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          source + " has no field '" + name + "'; it has " + readable.keySet());
    }
    return field;
  }

  private String tag(String name) {
    if (!readableTags.contains(name)) {
      throw new IllegalArgumentException(
          source + " has no tag '" + name + "'; it has " + readableTags);
    }
    return name;
  }

  private static boolean isNumber(Field field) {
    return field.type() == Type.FLOAT || field.type() == Type.INTEGER;
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
