package city.pulso.grafana;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The door: every dashboard, every query, and the program that writes the committed files. */
public final class Dashboards {
  /** Uid of the provisioned data source. */
  static final String DATASOURCE_UID = "pulso-influxdb";

  /** A panel this wide draws about as many points. */
  private static final int POINTS = 200;

  private Dashboards() {}

  /**
   * A query as it is sent to InfluxDB's {@code /query}.
   *
   * @param panel title of the panel, or {@code variable NAME}
   * @param text InfluxQL without any macro or variable left
   * @param emptyIsAnAnswer true: no row means "there is none", for example no open alert
   */
  public record PanelQuery(String dashboard, String panel, String text, boolean emptyIsAnAnswer) {}

  static List<Dashboard> all() {
    return List.of(
        CityDashboard.dashboard(),
        AirDashboard.dashboard(),
        ParkingDashboard.dashboard(),
        ElderCareDashboard.dashboard(),
        FleetDashboard.dashboard());
  }

  /**
   * Every query of every panel and every template variable, as Grafana sends it for that time range
   * with "All" chosen everywhere.
   *
   * @param from included
   * @param to included; after {@code from}
   */
  public static List<PanelQuery> queries(Instant from, Instant to) {
    if (!to.isAfter(from)) {
      throw new IllegalArgumentException(
          from + " to " + to + " is not accepted as a time range; the end is after the start");
    }
    List<PanelQuery> queries = new ArrayList<>();
    for (Dashboard dashboard : all()) {
      for (Variable variable : dashboard.variables()) {
        queries.add(
            new PanelQuery(
                dashboard.title(),
                "variable " + variable.name(),
                interpolated(variable.query(), dashboard, from, to),
                false));
      }
      for (Panel panel : dashboard.panels()) {
        for (Panel.Query query : panel.queries()) {
          queries.add(
              new PanelQuery(
                  dashboard.title(),
                  panel.title(),
                  interpolated(query.select().text(), dashboard, from, to),
                  !panel.noValue().equals(Panel.NO_DATA)));
        }
      }
    }
    return queries;
  }

  private static String interpolated(String text, Dashboard dashboard, Instant from, Instant to) {
    long intervalSeconds = Math.max(1, Duration.between(from, to).toSeconds() / POINTS);
    String result =
        text.replace(
                "$timeFilter",
                "time >= " + from.toEpochMilli() + "ms AND time <= " + to.toEpochMilli() + "ms")
            .replace("$__interval", intervalSeconds + "s");
    for (Variable variable : dashboard.variables()) {
      result = result.replace("$" + variable.name() + "$", ".*$");
    }
    return result;
  }

  /** What is committed: path below the repository's root, and content. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    for (Dashboard dashboard : all()) {
      files.put("grafana/dashboards/" + dashboard.file(), dashboard.json());
    }
    files.put("docs/influxdb-schema.md", SchemaPage.text());
    return files;
  }

  static void write(Path root) {
    files()
        .forEach(
            (path, content) -> {
              try {
                Path file = root.resolve(path);
                Files.createDirectories(file.getParent());
                Files.writeString(file, content);
              } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + path, e);
              }
            });
  }

  /** Writes the committed files anew: {@code Dashboards [ROOT]}, the repository's root. */
  public static void main(String[] args) {
    write(Path.of(args.length == 0 ? "." : args[0]));
  }
}
