package city.pulso.grafana;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One dashboard. Panels flow from left to right over 24 columns, in the order given.
 *
 * @param uid never changes: links and provisioning find the dashboard by it
 * @param file name of the committed file, without directory
 */
record Dashboard(
    String uid,
    String file,
    String title,
    String description,
    List<Variable> variables,
    List<Panel> panels) {
  /**
   * The model the JSON is written in. Grafana 11 reads it as it is; later versions convert it when
   * they load it.
   */
  private static final int SCHEMA_VERSION = 39;

  private static final int COLUMNS = 24;

  Dashboard {
    variables = List.copyOf(variables);
    panels = List.copyOf(panels);
  }

  static Map<String, @Nullable Object> datasource() {
    return Json.object("type", "influxdb", "uid", "${datasource}");
  }

  String json() {
    return Json.write(
        Json.object(
            "uid",
            uid,
            "title",
            title,
            "description",
            description,
            "tags",
            List.of("pulso"),
            "schemaVersion",
            SCHEMA_VERSION,
            "version",
            1,
            "editable",
            false,
            "graphTooltip",
            1,
            "timezone",
            "browser",
            "refresh",
            "30s",
            "time",
            Json.object("from", "now-24h", "to", "now"),
            "timepicker",
            Json.object(),
            "fiscalYearStartMonth",
            0,
            "weekStart",
            "",
            "annotations",
            Json.object("list", List.of()),
            "links",
            List.of(linkToTheOthers()),
            "templating",
            Json.object("list", templating()),
            "panels",
            placed()));
  }

  private static Map<String, @Nullable Object> linkToTheOthers() {
    return Json.object(
        "type", "dashboards",
        "title", "Pulso",
        "tags", List.of("pulso"),
        "asDropdown", true,
        "includeVars", true,
        "keepTime", true,
        "targetBlank", false);
  }

  private List<Map<String, @Nullable Object>> templating() {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    list.add(
        Json.object(
            "type",
            "datasource",
            "name",
            "datasource",
            "label",
            "store",
            "query",
            "influxdb",
            "current",
            Json.object("selected", true, "text", "Pulso", "value", Dashboards.DATASOURCE_UID),
            "includeAll",
            false,
            "multi",
            false,
            "refresh",
            1,
            "regex",
            "",
            "hide",
            0,
            "options",
            List.of(),
            "skipUrlSync",
            false));
    variables.forEach(variable -> list.add(variable.json()));
    return list;
  }

  private List<Map<String, @Nullable Object>> placed() {
    List<Map<String, @Nullable Object>> placed = new ArrayList<>();
    int x = 0;
    int y = 0;
    int rowHeight = 0;
    for (Panel panel : panels) {
      if (x + panel.width() > COLUMNS) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
      placed.add(panel.json(placed.size() + 1, x, y));
      x += panel.width();
      rowHeight = Math.max(rowHeight, panel.height());
    }
    return placed;
  }
}
