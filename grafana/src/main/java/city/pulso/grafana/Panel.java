package city.pulso.grafana;

import city.pulso.schemas.Measurement.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One panel. Built checked: each column of each query has the panel's unit.
 *
 * @param description what the reader sees, and what a gap or a grey field means
 * @param noValue what stands where no value is: "no data", unless an empty answer means "none"
 * @param queries at least one
 * @param isStacked the series stand on each other, so that the height is their sum
 * @param width of 24 columns
 */
record Panel(
    Kind kind,
    String title,
    String description,
    Unit unit,
    Scale scale,
    String noValue,
    List<Query> queries,
    boolean isStacked,
    int width,
    int height) {
  static final String NO_DATA = "no data";

  /** How it is drawn, by Grafana's name. */
  enum Kind {
    TIME_SERIES("timeseries"),
    STAT("stat"),
    STATE_TIMELINE("state-timeline"),
    TABLE("table"),
    /** Columns of the query are buckets, lowest first; each names its upper bound. */
    HEATMAP("heatmap");

    private final String grafanaId;

    Kind(String grafanaId) {
      this.grafanaId = grafanaId;
    }
  }

  /**
   * @param legend alias pattern, for example {@code $tag_station}
   */
  record Query(String legend, Select select) {}

  Panel {
    queries = List.copyOf(queries);
    if (queries.isEmpty() || title.isBlank() || description.isBlank()) {
      throw new IllegalArgumentException("a panel needs a title, a description and a query");
    }
    for (Query query : queries) {
      for (Field column : query.select().columns()) {
        if (!unit.accepts(column.unit())) {
          throw new IllegalArgumentException(
              title
                  + ": column '"
                  + column.name()
                  + "' is in '"
                  + column.unit()
                  + "', not "
                  + unit);
        }
      }
    }
  }

  static Panel timeSeries(String title, Unit unit, String description, Query... queries) {
    return of(Kind.TIME_SERIES, title, unit, description, 12, 9, queries);
  }

  static Panel stat(String title, Unit unit, String description, Query... queries) {
    return of(Kind.STAT, title, unit, description, 4, 5, queries);
  }

  static Panel stateTimeline(String title, String description, Query... queries) {
    return of(Kind.STATE_TIMELINE, title, Unit.INDEX, description, 24, 10, queries);
  }

  static Panel table(String title, String description, Query... queries) {
    return of(Kind.TABLE, title, Unit.MIXED, description, 12, 9, queries);
  }

  static Panel heatmap(String title, String description, Query query) {
    return of(Kind.HEATMAP, title, Unit.COUNT, description, 12, 9, query);
  }

  private static Panel of(
      Kind kind, String title, Unit unit, String text, int width, int height, Query... queries) {
    return new Panel(
        kind, title, text, unit, Scale.PLAIN, NO_DATA, List.of(queries), false, width, height);
  }

  Panel coloured(Scale newScale) {
    return new Panel(
        kind, title, description, unit, newScale, noValue, queries, isStacked, width, height);
  }

  /** An empty answer means that there is none, not that nothing is known. */
  Panel emptyMeans(String text) {
    return new Panel(
        kind, title, description, unit, scale, text, queries, isStacked, width, height);
  }

  /** The series stand on each other; each must have a value in every interval after its first. */
  Panel stacked() {
    return new Panel(kind, title, description, unit, scale, noValue, queries, true, width, height);
  }

  Panel wide(int newWidth, int newHeight) {
    return new Panel(
        kind, title, description, unit, scale, noValue, queries, isStacked, newWidth, newHeight);
  }

  Map<String, @Nullable Object> json(int id, int x, int y) {
    return Json.object(
        "id", id,
        "type", kind.grafanaId,
        "title", title,
        "description", description,
        "gridPos", Json.object("h", height, "w", width, "x", x, "y", y),
        "datasource", Dashboard.datasource(),
        "fieldConfig", Json.object("defaults", defaults(), "overrides", overrides()),
        "options", options(),
        "targets", targets());
  }

  private Map<String, @Nullable Object> defaults() {
    return Json.object(
        "unit", unit.grafanaId(),
        "noValue", noValue,
        "color", Json.object("mode", colourMode()),
        "thresholds", scale.thresholds(),
        "mappings", scale.mappings(noValue),
        "custom", custom());
  }

  private String colourMode() {
    return kind == Kind.TIME_SERIES ? "palette-classic" : "thresholds";
  }

  private Map<String, @Nullable Object> custom() {
    return switch (kind) {
      case TIME_SERIES ->
          Json.object(
              "drawStyle",
              "line",
              "lineInterpolation",
              isStacked ? "stepAfter" : "linear",
              "fillOpacity",
              isStacked ? 40 : 0,
              "stacking",
              Json.object("mode", isStacked ? "normal" : "none", "group", "A"),
              "lineWidth",
              1,
              "showPoints",
              "auto",
              "spanNulls",
              false,
              "thresholdsStyle",
              Json.object("mode", scale.equals(Scale.PLAIN) ? "off" : "dashed"));
      case STATE_TIMELINE -> Json.object("fillOpacity", 80, "lineWidth", 0, "spanNulls", false);
      case TABLE -> Json.object("align", "auto", "filterable", true);
      case STAT, HEATMAP -> Json.object();
    };
  }

  private List<Map<String, @Nullable Object>> overrides() {
    List<Map<String, @Nullable Object>> overrides = new ArrayList<>();
    if (kind == Kind.TABLE) {
      for (Query query : queries) {
        for (Field column : query.select().columns()) {
          overrides.add(
              Json.object(
                  "matcher", Json.object("id", "byName", "options", column.name()),
                  "properties",
                      List.of(
                          Json.object(
                              "id", "unit", "value", Unit.ofColumn(column.unit()).grafanaId()))));
        }
      }
    }
    return overrides;
  }

  private Map<String, @Nullable Object> options() {
    Map<String, @Nullable Object> legend =
        Json.object(
            "displayMode", "list", "placement", "bottom", "showLegend", true, "calcs", List.of());
    return switch (kind) {
      case TIME_SERIES ->
          Json.object("legend", legend, "tooltip", Json.object("mode", "multi", "sort", "desc"));
      case STATE_TIMELINE ->
          Json.object(
              "legend",
              legend,
              "tooltip",
              Json.object("mode", "single", "sort", "none"),
              "mergeValues",
              true,
              "showValue",
              "auto",
              "rowHeight",
              0.9);
      case STAT ->
          Json.object(
              "reduceOptions",
                  Json.object("calcs", List.of("lastNotNull"), "fields", "", "values", false),
              "colorMode", "background",
              "graphMode", "none",
              "textMode", "auto");
      case TABLE -> Json.object("showHeader", true, "cellHeight", "sm");
      case HEATMAP ->
          Json.object(
              "calculate",
              false,
              "rowsFrame",
              Json.object("layout", "le", "value", "readings"),
              "color",
              Json.object(
                  "mode",
                  "scheme",
                  "scheme",
                  "Oranges",
                  "steps",
                  64,
                  "scale",
                  "exponential",
                  "exponent",
                  0.5),
              "cellGap",
              1,
              "filterValues",
              Json.object("le", 1e-9),
              "showValue",
              "never",
              "legend",
              Json.object("show", true),
              "tooltip",
              Json.object("mode", "single", "yHistogram", true),
              "yAxis",
              Json.object("axisPlacement", "left", "axisLabel", "took at most"));
    };
  }

  private List<Map<String, @Nullable Object>> targets() {
    List<Map<String, @Nullable Object>> targets = new ArrayList<>();
    for (Query query : queries) {
      targets.add(
          Json.object(
              "refId", String.valueOf((char) ('A' + targets.size())),
              "datasource", Dashboard.datasource(),
              "rawQuery", true,
              "query", query.select().text(),
              "alias", query.legend(),
              "resultFormat", kind == Kind.TABLE ? "table" : "time_series"));
    }
    return targets;
  }
}
