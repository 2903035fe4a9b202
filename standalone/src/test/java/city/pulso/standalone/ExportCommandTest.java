package city.pulso.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as typed, before a store that answers what a test says. */
class ExportCommandTest {
  private static final String CITY =
      """
      city: {id: lima, name: Lima, time-zone: America/Lima}
      districts:
        - {id: lince, name: Lince, at: [-12.08, -77.03]}
      gateways: one-per-district
      stations:
        - {id: air-lince, name: "Parque \\"Castilla\\", Lince", district: lince, at: [-12.0868, -77.0369]}
      """;
  private static final String HOURLY =
      """
      "time","district","station","pm2_5_ugm3","pm10_ugm3","o3_ppb","no2_ppb","so2_ppb","co_ppm","readings","flagged","revision"\r
      "2017-05-06T00:00:00.000000Z","lince","air-lince",45.25,,-0.5,12.0,,0.4,60,6,2\r
      "2017-05-06T01:00:00.000000Z","lince","air-lince",,,,,,,0,0,1\r
      "2017-05-06T00:00:00.000000Z","lince","air-unknown",9.0,,,,,,60,0,1\r
      """;
  private static final String INDEX =
      """
      "time","district","station","scheme","aqi","category","category_rank","revision"\r
      "2017-05-06T00:00:00.000000Z","lince","air-lince","us-epa",124,"unhealthy-sensitive",3,1\r
      """;
  private static final String INFLUX =
      """
      {"results":[{"statement_id":0,"series":[{"name":"air_hourly","columns":["time","co_ppm",
      "district","flagged","pm2_5_ugm3","readings","revision","station"],"values":[
      [1494028800000,null,"lince",0,45.25,60,1,"air-lince"]]}]}]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private int status = 200;
  private HttpServer server = HttpServer.create();
  private Path city = Path.of("");

  ExportCommandTest() throws IOException {}

  @BeforeEach
  void serve(@TempDir Path directory) throws IOException {
    city = Files.writeString(directory.resolve("city.yaml"), CITY);
    answers.put("air_hourly", HOURLY);
    answers.put("air_index", INDEX);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String query = String.valueOf(exchange.getRequestURI().getRawQuery());
          String plain = URLDecoder.decode(query, UTF_8);
          asked.add(
              exchange.getRequestURI().getPath()
                  + " "
                  + plain
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.getResponseHeaders().add("X-Influxdb-Version", "1.6.7");
          String body =
              answers.entrySet().stream()
                  .filter(each -> plain.contains("FROM " + each.getKey()))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElse("");
          exchange.sendResponseHeaders(status, 0);
          exchange.getResponseBody().write(body.getBytes(UTF_8));
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void csv_names_units_zone_and_offset_and_leaves_empty_what_is_not_known() {
    assertThat(export("csv", "--from", "2017-05-06", "--to", "2017-05-07")).isZero();
    String[] lines = out.toString().split("\r\n");
    assertThat(lines[0])
        .isEqualTo(
            "hour_start,hour_end,time_zone,district,station,name,latitude_deg,longitude_deg,"
                + "pm2_5_ugm3,pm10_ugm3,o3_ppb,no2_ppb,so2_ppb,co_ppm,index,category,"
                + "index_scheme,readings,flagged,revision");
    assertThat(lines[1])
        .isEqualTo(
            "2017-05-05T19:00:00-05:00,2017-05-05T20:00:00-05:00,America/Lima,lince,air-lince,"
                + "\"Parque \"\"Castilla\"\", Lince\",-12.0868,-77.0369,45.25,,-0.5,12,,0.4,124,"
                + "unhealthy-sensitive,us-epa,60,6,2");
    assertThat(lines[2]).contains(",air-unknown,,,,9,,,,,,,no-data,,60,0,1");
    assertThat(lines[3]).contains(",,,,,,,no-data,,0,0,1");
    assertThat(lines).hasSize(4);
    assertThat(err.toString())
        .contains("2017-05-06T00:00:00Z: 3 hours")
        .contains("without name and place: air-unknown")
        .contains("3 hours written");
    assertThat(asked)
        .anyMatch(
            q -> q.contains("time >= '2017-05-06T00:00:00Z' AND time < '2017-05-07T00:00:00Z'"));
  }

  @Test
  void ngsi_ld_has_every_required_name_and_no_name_that_is_not_published() throws Exception {
    assertThat(export("ngsi-ld", "--from", "2017-05-06", "--to", "2017-05-07")).isZero();
    JsonNode entities = new ObjectMapper().readTree(out.toString());
    assertThat(entities.size()).as("no place and no observation: left out").isEqualTo(1);
    JsonNode entity = entities.get(0);
    Set<String> names = new TreeSet<>();
    entity.fieldNames().forEachRemaining(names::add);
    names.remove("@context");
    assertThat(names).containsAll(published(true)).isSubsetOf(published(false));
    assertThat(entity.path("id").asText())
        .isEqualTo("urn:ngsi-ld:AirQualityObserved:lima:air-lince:2017-05-06T01:00:00Z");
    assertThat(entity.path("type").asText()).isEqualTo("AirQualityObserved");
    assertThat(entity.at("/dateObserved/value/@value").asText()).isEqualTo("2017-05-06T01:00:00Z");
    assertThat(entity.at("/location/type").asText()).isEqualTo("GeoProperty");
    assertThat(entity.at("/location/value/coordinates").toString())
        .as("GeoJSON: longitude first")
        .isEqualTo("[-77.0369,-12.0868]");
    assertThat(entity.at("/pm25/value").asDouble()).isEqualTo(45.25);
    assertThat(entity.at("/pm25/unitCode").asText()).isEqualTo("GQ");
    assertThat(entity.at("/no2/unitCode").asText()).isEqualTo("61");
    assertThat(entity.at("/co/unitCode").asText()).isEqualTo("59");
    assertThat(entity.at("/o3/value").asInt()).as("the model's minimum").isZero();
    assertThat(entity.at("/airQualityIndex/value").asInt()).isEqualTo(124);
    assertThat(entity.at("/airQualityLevel/value").asText()).isEqualTo("unhealthy-sensitive");
    assertThat(entity.at("/reliability/value").asDouble()).isEqualTo(0.9);
    assertThat(entity.path("@context").size()).isEqualTo(2);
    assertThat(err.toString()).contains("2 hours left out");
  }

  @Test
  void one_station_is_asked_for_by_its_id_and_days_are_asked_one_by_one() {
    assertThat(
            export("csv", "--from", "2017-05-06", "--to", "2017-05-08", "--station", "air-unknown"))
        .isZero();
    assertThat(out.toString()).contains("air-unknown").doesNotContain("air-lince");
    assertThat(asked).hasSize(4);
  }

  @Test
  void influxdb_is_asked_by_influxql_with_the_password_of_the_file(@TempDir Path directory)
      throws Exception {
    answers.put("air_hourly", INFLUX);
    answers.put("air_index", "{\"results\":[{\"statement_id\":0}]}");
    Path token = Files.writeString(directory.resolve("token"), "reader:secret\n");
    assertThat(
            run(
                "export",
                "air",
                "--from",
                "2017-05-06",
                "--to",
                "2017-05-07",
                "--format",
                "csv",
                "--city",
                city.toString(),
                "--influx",
                url(),
                "--token-file",
                token.toString()))
        .as(err.toString())
        .isZero();
    assertThat(out.toString()).contains(",air-lince,", ",45.25,");
    assertThat(asked)
        .anyMatch(
            q ->
                q.contains("/query")
                    && q.contains("db=pulso")
                    && q.contains("SELECT * FROM air_hourly WHERE time >= '2017-05-06T00:00:00Z'")
                    && q.endsWith("Basic cmVhZGVyOnNlY3JldA=="));
    assertThat(err.toString() + out).doesNotContain("secret");
  }

  @Test
  void a_store_that_refuses_is_quoted_and_leaves_no_file_behind(@TempDir Path directory) {
    status = 400;
    answers.put("air_index", "{\"error\":\"table does not exist\"}");
    Path file = directory.resolve("air.csv");
    assertThat(
            export("csv", "--from", "2017-05-06", "--to", "2017-05-07", "--out", file.toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("answers 400", "table does not exist");
    assertThat(directory.toFile().list()).doesNotContain("air.csv", "air.csv.part");
  }

  @Test
  void a_file_is_written_whole(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("air.csv");
    assertThat(
            export("csv", "--from", "2017-05-06", "--to", "2017-05-07", "--out", file.toString()))
        .isZero();
    assertThat(Files.readString(file)).startsWith("hour_start,").contains("air-lince");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void what_cannot_be_is_answered_with_what_can() {
    server.stop(0);
    assertThat(export("csv", "--from", "2017-05-06", "--to", "2017-05-07")).isEqualTo(1);
    assertThat(err.toString()).contains("nothing answers", "./pulso up", "--influx");
    assertThat(export("xml", "--from", "2017-05-06", "--to", "2017-05-07")).isEqualTo(2);
    assertThat(err.toString()).contains("csv", "ngsi-ld");
    assertThat(export("csv", "--from", "2017-05-06", "--to", "2017-05-06")).isEqualTo(2);
    assertThat(err.toString()).contains("is not after --from");
    assertThat(run("export", "air", "--help")).isZero();
    assertThat(out.toString()).contains("Examples", "--station", "--influx", "UTC");
  }

  private int export(String format, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "export", "air", "--format", format, "--city", city.toString(), "--store", url()));
    all.addAll(Arrays.asList(options));
    return run(all.toArray(String[]::new));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private int run(String... arguments) {
    return Pulso.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private static Set<String> published(boolean required) throws IOException {
    try (InputStream names =
        ExportCommandTest.class.getResourceAsStream("export/air-quality-observed-names.txt")) {
      assertThat(names).isNotNull();
      return new String(names.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && (!required || line.endsWith("*")))
          .map(line -> line.replace("*", "").strip())
          .collect(Collectors.toSet());
    }
  }
}
