package city.pulso.standalone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.schemas.Measurement;
import city.pulso.schemas.Measurements;
import city.pulso.standalone.export.AirHour;
import city.pulso.standalone.export.AirHours;
import city.pulso.standalone.rows.StoredRows;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedStoreTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static EmbeddedStore store;
  private static Path directory;
  private static int port;

  @BeforeAll
  static void start(@TempDir Path temporary) throws Exception {
    directory = temporary;
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = any.getLocalPort();
    }
    store = EmbeddedStore.start(directory, port, Measurements.ALL);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void every_measurement_has_a_table_before_anybody_writes() {
    for (Measurement measurement : Measurements.ALL) {
      assertThat(store.count(measurement.name())).as(measurement.name()).isNotNegative();
    }
  }

  @Test
  @Order(1)
  void a_point_written_again_replaces_the_row_and_adds_none() throws Exception {
    write(
        "air_hourly,district=ate,station=ate-1 pm2_5_ugm3=35.5,readings=58i,revision=1i 1700000000000");
    write(
        "air_hourly,district=ate,station=ate-1 pm2_5_ugm3=36.5,readings=60i,revision=2i 1700000000000");
    write(
        "air_hourly,district=ate,station=ate-2 pm2_5_ugm3=1.0,readings=60i,revision=1i 1700000000000");
    assertThat(store.count("air_hourly")).isEqualTo(2);
    assertThat(
            query(
                "SELECT pm2_5_ugm3, readings, revision, o3_ppb FROM air_hourly WHERE station = 'ate-1'"))
        .contains("[36.5,60,2,null]");
  }

  @Test
  @Order(2)
  void the_export_reads_hours_with_their_index() throws Exception {
    write(
        "air_index,district=ate,station=ate-1,scheme=us-epa aqi=103i,category=\"x\" 1700000000000");
    assertThat(store.count("air_index")).isEqualTo(1);
    Instant hour = Instant.ofEpochMilli(1_700_000_000_000L);
    List<AirHour> hours =
        new AirHours(StoredRows.embedded(store.uri()))
            .between(hour, hour.plusSeconds(1), Set.of("ate-1"));
    assertThat(hours)
        .containsExactly(
            new AirHour(
                hour, "ate", "ate-1", Map.of("pm2_5_ugm3", 36.5), 103, "x", "us-epa", 60, 0, 2));
  }

  @Test
  void time_is_kept_to_the_millisecond() throws Exception {
    write("alerts,kind=k,subject=s,district=d id=\"i\",open=1i 1700000000123");
    write("alerts,kind=k,subject=s,district=d id=\"i\",open=1i 1700000000124");
    assertThat(store.count("alerts")).isEqualTo(2);
    assertThat(query("SELECT time FROM alerts")).contains("2023-11-14T22:13:20.123");
  }

  @Test
  void a_point_without_some_of_its_fields_is_taken() throws Exception {
    write(
        "plug_raw,district=d,home=h,device=p power_w=12.5,time_source=\"gateway-clock\" 1700000000000");
    store.count("plug_raw");
    assertThat(query("SELECT power_w, energy_wh, appliance FROM plug_raw"))
        .contains("[12.5,null,null]");
  }

  @Test
  void a_truth_value_that_nobody_reported_does_not_read_as_false() throws Exception {
    write("parking_raw,district=d,zone=z,device=told free=3i,occupied=t 1700000000000");
    write("parking_raw,district=d,zone=z,device=untold free=3i 1700000000000");
    write("parking_raw,district=d,zone=z,device=empty free=3i,occupied=f 1700000000000");
    assertThat(store.count("parking_raw")).isEqualTo(3);
    assertThat(query("SELECT device, occupied FROM parking_raw ORDER BY device"))
        .contains("[\"empty\",0],[\"told\",1],[\"untold\",null]");
  }

  @Test
  void a_field_of_the_wrong_type_is_refused_and_nothing_of_it_is_kept() throws Exception {
    HttpResponse<String> answer =
        post("parking_zone,district=d,zone=z free=\"many\" 1700000000000");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(store.count("parking_zone")).isZero();
  }

  @Test
  void a_table_that_does_not_exist_is_named() {
    assertThatThrownBy(() -> store.count("nonsense")).hasMessageContaining("nonsense");
  }

  @Test
  @Order(2)
  void what_was_written_is_there_after_a_restart() throws Exception {
    store.close();
    store = EmbeddedStore.start(directory, port, Measurements.ALL);
    assertThat(store.count("air_hourly")).isEqualTo(2);
  }

  @Test
  void a_measurement_that_grew_a_field_gets_the_column() throws Exception {
    var grown =
        new Measurement(
            "home_state",
            "",
            "",
            Measurements.HOME_STATE.tags(),
            List.of(new Measurement.Field("added", Measurement.Type.FLOAT, "", "")));
    store.close();
    store = EmbeddedStore.start(directory, port, List.of(grown));
    write("home_state,district=d,home=h added=2.5 1700000000000");
    assertThat(store.count("home_state")).isEqualTo(1);
  }

  private static void write(String line) throws Exception {
    HttpResponse<String> answer = post(line);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  private static HttpResponse<String> post(String line) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(
                URI.create(store.uri() + "/api/v2/write?org=o&bucket=b&precision=ms"))
            .POST(HttpRequest.BodyPublishers.ofString(line))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String query(String sql) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(
                    URI.create(
                        store.uri()
                            + "/exec?query="
                            + URLEncoder.encode(sql, StandardCharsets.UTF_8)))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
