package city.pulso.alerting.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.alerting.alert.AlertBook;
import city.pulso.alerting.alert.AlertState;
import city.pulso.alerting.alert.Alerts;
import city.pulso.alerting.alert.Severity;
import city.pulso.alerting.live.LiveState;
import city.pulso.alerting.store.Database;
import city.pulso.alerting.text.Language;
import city.pulso.schemas.v1.Bay;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Home;
import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.schemas.v1.Site;
import city.pulso.schemas.v1.Station;
import city.pulso.schemas.v1.Zone;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // fields are set before each test
class ConsoleTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Clock CLOCK =
      Clock.fixed(Alerts.NOON.plus(Duration.ofMinutes(30)), ZoneOffset.UTC);

  @TempDir private Path dir;
  private final HttpClient client = HttpClient.newHttpClient();
  private final LiveState live = new LiveState();
  private final AtomicBoolean connected = new AtomicBoolean(true);
  private Database database;
  private AlertBook book;
  private Console console;

  @BeforeEach
  void start() throws Exception {
    database = Database.open(dir);
    book = new AlertBook(database, CLOCK, (tx, change) -> {});
    console =
        Console.start(
            new ConsoleConfig("127.0.0.1", 0, 2),
            dir,
            new Console.Subject(
                "Lima <&>",
                ZoneId.of("America/Lima"),
                Language.ENGLISH,
                book,
                live,
                connected::get,
                () -> "pulso_alerting_connected 1\n",
                CLOCK));
  }

  @AfterEach
  void stop() throws Exception {
    console.close();
    database.close();
  }

  @Test
  void without_the_token_every_page_explains_where_it_is_and_shows_nothing() throws Exception {
    book.accept(Alerts.inactive("h-secret").build());
    for (String path :
        new String[] {"/", "/history", "/alert?id=x", "/live", "/?token=wrong", "/nowhere"}) {
      HttpResponse<String> page = get(path, "");
      assertThat(page.statusCode()).as(path).isEqualTo(401);
      assertThat(page.body()).contains(dir.resolve("console.token").toString());
      assertThat(page.body()).doesNotContain("h-secret", token());
    }
    assertThat(post("/alerts/acknowledge", "", "id=x&by=y", "").statusCode()).isEqualTo(401);
  }

  @Test
  void the_token_opens_a_session_that_scripts_and_other_sites_cannot_use() throws Exception {
    HttpResponse<String> answer = get("/?token=" + token(), "");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location").orElse("")).endsWith("/");
    assertThat(answer.headers().firstValue("set-cookie").orElse(""))
        .contains("HttpOnly")
        .contains("SameSite=Strict");
    assertThat(get("/", session()).statusCode()).isEqualTo(200);
    assertThat(get("/", "pulso-session=forged.forged").statusCode()).isEqualTo(401);
  }

  @Test
  void only_the_owner_can_read_the_token_and_it_stays_the_same() throws Exception {
    Path file = dir.resolve("console.token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String before = token();
    String session = session();
    stop();
    start();

    assertThat(token()).isEqualTo(before);
    assertThat(get("/", session).statusCode()).as("a session outlives a restart").isEqualTo(200);
  }

  @Test
  void pages_carry_headers_that_forbid_foreign_and_inline_script() throws Exception {
    HttpResponse<String> page = get("/", session());

    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(page.headers().firstValue("referrer-policy")).contains("no-referrer");
    assertThat(page.body()).doesNotContain("<style", "style=\"", "onclick", "http://", "https://");
    assertThat(page.body().replaceAll("<script src=[^>]*></script>", "")).doesNotContain("<script");
  }

  @Test
  void whatever_a_message_says_is_text_and_never_markup() throws Exception {
    book.accept(Alerts.unhealthy("st-1").parameter("name", "<script>alert(1)</script>'\"").build());
    live.accept(
        "air",
        "st-1",
        json("{'station':'st-1','name':'<img src=x onerror=a()>','category':'no-data'}"));

    String page = get("/", session()).body();

    assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;&#39;&quot;");
    assertThat(page).doesNotContain("<script>alert", "<img src=x").contains("Lima &lt;&amp;&gt;");
  }

  @Test
  void a_person_acknowledges_with_a_name_and_the_page_shows_who() throws Exception {
    String session = session();
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    String form = formToken(session);

    HttpResponse<String> answer =
        post("/alerts/acknowledge", session, form(alert.id(), "Rosa <Quispe>", form), "");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(book.find(alert.id()).orElseThrow().state())
        .isInstanceOf(AlertState.Acknowledged.class);
    assertThat(get("/", session).body()).contains("Taken by Rosa &lt;Quispe&gt;");
    assertThat(get("/alert?id=" + encoded(alert.id()), session).body())
        .contains("acknowledged", "Rosa &lt;Quispe&gt;");
    assertThat(get("/history", session).body()).contains("No activity in home h-1");
  }

  @Test
  void the_live_pages_button_gets_the_new_list_back() throws Exception {
    String session = session();
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    String form = form(alert.id(), "Rosa", formToken(session));

    HttpResponse<String> answer = post("/alerts/acknowledge", session, form, "HX-Request");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("<ul class=\"alerts\">").contains("Taken by Rosa");
  }

  @Test
  void without_a_name_nothing_is_acknowledged_and_the_page_says_so() throws Exception {
    String session = session();
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    String form = form(alert.id(), " ", formToken(session));

    HttpResponse<String> answer = post("/alerts/acknowledge", session, form, "HX-Request");

    assertThat(book.find(alert.id()).orElseThrow().state()).isInstanceOf(AlertState.Firing.class);
    String link = answer.headers().firstValue("HX-Redirect").orElseThrow();
    assertThat(get(link, session).body()).contains("Please give your name");
  }

  @Test
  void a_form_of_another_session_or_site_changes_nothing() throws Exception {
    Alerts alert = Alerts.inactive("h-1");
    book.accept(alert.build());
    String mine = session();
    String other = formToken(session());

    assertThat(post("/alerts/acknowledge", mine, form(alert.id(), "X", other), "").statusCode())
        .isEqualTo(403);
    assertThat(post("/alerts/acknowledge", mine, "id=" + alert.id() + "&by=X", "").statusCode())
        .isEqualTo(403);
    assertThat(book.find(alert.id()).orElseThrow().state()).isInstanceOf(AlertState.Firing.class);
  }

  @Test
  void how_long_something_lasts_is_shown_as_it_is_now_and_not_as_it_was_when_the_alert_opened()
      throws Exception {
    book.accept(Alerts.inactive("h-1").build()); // 27 h 15 min at noon, half an hour ago
    assertThat(get("/", session()).body())
        .contains("<dt>No activity known for</dt><dd>27 h 45 min</dd>");
    book.accept(Alerts.inactive("h-1").revision(2).cleared().build());
    assertThat(get("/alert?id=" + encoded(Alerts.inactive("h-1").id()), session()).body())
        .as("of an ended one: with the time it was so")
        .contains("<dt>No activity known for (at Fri 20 Nov, 12:00)</dt><dd>27 h 15 min</dd>");
  }

  @Test
  void an_alert_that_is_over_says_why_in_words_and_is_not_shown_as_critical() throws Exception {
    book.accept(Alerts.inactive("h-1").build());
    book.accept(Alerts.inactive("h-1").revision(2).cleared().build());
    String one = "/alert?id=" + encoded(Alerts.inactive("h-1").id());
    String page = get(one, session()).body();
    assertThat(page)
        .contains("Over since Fri 20 Nov, 13:00: activity was seen")
        .contains("Over: activity was seen. Before that: The plugs of home h-1 report")
        .contains("<span class=\"badge over\">Over, was Critical</span>")
        .contains("<td>over</td><td>pulso</td><td>revision 2, activity was seen</td>")
        .contains("<td>opened</td><td>pulso</td><td>revision 1, Critical</td>")
        .doesNotContain("badge critical", "CRITICAL");
    assertThat(get("/history", session()).body())
        .contains("activity was seen")
        .doesNotContain("badge critical");
    assertThat(get(one + "&lang=es", session()).body()).contains("se vio actividad");
    assertThat(get(one + "&lang=ko", session()).body()).contains("활동이 확인됨");
  }

  @Test
  void an_alert_that_only_waits_for_its_end_comes_last_and_is_not_shown_as_critical()
      throws Exception {
    book.accept(Alerts.unhealthy("st-1").severity(Severity.CRITICAL).easing());
    assertThat(get("/", session()).body())
        .contains("<span class=\"badge easing\">Easing</span>")
        .contains("<li class=\"warn\"><a href=\"#alerts-title\">")
        .doesNotContain("badge critical");
    book.accept(Alerts.unhealthy("st-2").parameter("name", "Lince").build());
    String page = get("/", session()).body();
    assertThat(page.indexOf("Unhealthy air: Lince")).isPositive();
    assertThat(page.indexOf("Unhealthy air: Lince")).isLessThan(page.indexOf("badge easing"));
  }

  @Test
  void an_alert_that_arrives_is_pushed_to_a_browser_that_watches() throws Exception {
    StringBuffer pushed = watch(session());
    await().atMost(MINUTE).until(() -> pushed.indexOf("event: clock") >= 0);
    assertThat(pushed).doesNotContain("h-42");

    book.accept(Alerts.inactive("h-42").build());

    await().atMost(MINUTE).until(() -> pushed.indexOf("No activity in home h-42") >= 0);
    assertThat(pushed).contains("event: alerts");
  }

  @Test
  void more_browsers_than_allowed_are_told_so_and_a_place_that_is_left_is_free_again()
      throws Exception {
    String session = session();
    CompletableFuture<HttpResponse<InputStream>> first = open(session);
    open(session).join();
    await().atMost(MINUTE).until(() -> console.watching() == 2);

    assertThat(get("/live", session, "Accept", "text/event-stream").statusCode()).isEqualTo(503);

    first.join().body().close();
    await().atMost(MINUTE).until(() -> console.watching() < 2);
    assertThat(open(session).join().statusCode()).isEqualTo(200);
  }

  @Test
  void good_that_gases_alone_say_is_shown_as_such() throws Exception {
    String now = String.valueOf(Alerts.NOON.toEpochMilli());
    String good = "'category':'good','aqi':10,'observedAtMs':'" + now + "'";
    live.accept("air", "st-1", json("{'station':'st-1'," + good + ",'missing':'pm2_5,pm10'}"));
    assertThat(get("/", session()).body()).contains("Good, PM2.5 not judged yet");
    live.accept("air", "st-1", json("{'station':'st-1'," + good + ",'missing':'pm10'}"));
    assertThat(get("/", session()).body()).doesNotContain("not judged");
  }

  @Test
  void what_is_unknown_or_old_is_never_shown_as_fine() throws Exception {
    long old = Alerts.NOON.minus(Duration.ofDays(1)).toEpochMilli();
    long now = Alerts.NOON.toEpochMilli();
    live.accept(
        "air",
        "st-1",
        json("{'station':'st-1','category':'good','aqi':12,'observedAtMs':'" + old + "'}"));
    live.accept(
        "homes", "h-1", json("{'home':'h-1','state':'normal','evaluatedAtMs':'" + old + "'}"));
    live.accept(
        "homes",
        "h-2",
        json(
            "{'home':'h-2','state':'unknown','because':'plug-silent','evaluatedAtMs':'"
                + now
                + "'}"));
    live.accept(
        "homes", "h-3", json("{'home':'h-3','state':'normal','evaluatedAtMs':'" + now + "'}"));
    live.accept(
        "gateway",
        "g-1.air",
        json("{'gateway':'g-1','domain':'air','state':'online','heartbeatMs':'" + old + "'}"));
    live.accept(
        "parking",
        "z-1",
        json("{'zone':'z-1','capacity':9,'free':4,'occupied':5,'observedAtMs':'" + old + "'}"));

    String page = get("/", session()).body();

    assertThat(page).contains("class=\"aqi no-data\"").doesNotContain("class=\"aqi good\"");
    assertThat(count(page, "class=\"home unknown\"")).isEqualTo(2);
    assertThat(count(page, "class=\"home normal\"")).isEqualTo(1);
    assertThat(page).contains("Unknown: plug silent", "class=\"gateway unknown\"", "zone no-data");
  }

  @Test
  void a_home_that_is_normal_by_a_part_of_its_plugs_alone_is_not_shown_as_plainly_normal()
      throws Exception {
    String now = "'evaluatedAtMs':'" + Alerts.NOON.toEpochMilli() + "'";
    live.accept("homes", "h-1", json("{'home':'h-1','state':'normal','plugs':2," + now + "}"));
    live.accept(
        "homes",
        "h-2",
        json("{'home':'h-2','state':'normal','plugs':2,'plugsSilent':1," + now + "}"));

    String page = get("/", session()).body();

    assertThat(page)
        .contains("<li class=\"home normal partly\"><strong class=\"name\">h-2</strong>")
        .contains("Normal, 1 of 2 plugs silent")
        .contains("1 with silent plugs")
        .contains("<li class=\"home normal\"><strong class=\"name\">h-1</strong>");
    assertThat(page.indexOf(">h-2<"))
        .as("before those that are all heard")
        .isLessThan(page.indexOf(">h-1<"));
    assertThat(get("/?lang=es", session()).body()).contains("Normal, 1 de 2 enchufes en silencio");
    assertThat(get("/?lang=ko", session()).body()).contains("플러그 2개 중 1개 무응답");
  }

  @Test
  void what_is_registered_and_not_heard_is_listed_and_counted_beside_what_is() throws Exception {
    for (String zone : new String[] {"z-1", "z-2", "z-3"}) {
      register(
          "zone",
          zone,
          RegistryEntry.newBuilder()
              .setZone(
                  Zone.newBuilder()
                      .setId(zone)
                      .setName("Zona " + zone)
                      .addBays(Bay.newBuilder().setId("b"))));
    }
    register(
        "station",
        "st-1",
        RegistryEntry.newBuilder().setStation(Station.newBuilder().setId("st-1").setName("Ancón")));
    register("home", "h-1", RegistryEntry.newBuilder().setHome(Home.newBuilder().setId("h-1")));
    register(
        "site",
        "s-1",
        RegistryEntry.newBuilder().setSite(Site.newBuilder().setId("s-1").setName("Colegio")));
    live.accept(
        "parking",
        "z-1",
        json(
            "{'zone':'z-1','capacity':9,'free':4,'occupied':3,'unknown':2,'observedAtMs':'"
                + Alerts.NOON.toEpochMilli()
                + "'}"));

    String page = get("/", session()).body();

    assertThat(page)
        .contains("<b>4</b> places free", "2 of 3 zones not heard")
        .contains("<span class=\"dunno\">2 places unknown</span> · of 9 places")
        .contains("1 of 1 stations without data", "1 of 1 homes unknown", "Unknown: not heard yet");
    assertThat(page).contains("Zona z-2", "Zona z-3", "Ancón", "Colegio");
    assertThat(count(page, "class=\"free none\">not heard yet")).isEqualTo(2);
    assertThat(get("/?lang=es", session()).body()).contains("2 de 3 zonas sin escuchar");
    assertThat(get("/?lang=ko", session()).body()).contains("구역 3곳 중 2곳 미수신");

    live.registered().accept("zone", "z-3", new byte[0]);
    assertThat(get("/?lang=en", session()).body()).contains("1 of 2 zones not heard");
  }

  @Test
  void a_gateway_without_devices_is_listed_and_as_its_agent_says() throws Exception {
    for (String gateway : new String[] {"g-bare", "g-dead", "g-never", "g-air"}) {
      Gateway.Builder entry = Gateway.newBuilder().setId(gateway);
      if (gateway.equals("g-air")) {
        entry.addDevices(Device.newBuilder().setId("d").setDomain(Domain.AIR));
      }
      register("gateway", gateway, RegistryEntry.newBuilder().setGateway(entry));
    }
    live.registered().presence("g-bare", json("{'gateway':'g-bare','state':'online'}"));
    live.registered().presence("g-dead", json("{'gateway':'g-dead','state':'lost'}"));

    String page = get("/", session()).body();

    assertThat(page)
        .contains("<b>1</b> of 4 online", "1 offline, 2 not heard")
        .contains(
            "<li class=\"gateway online\"><div class=\"gateway-head\"><strong"
                + " class=\"name\">g-bare")
        .contains(
            "<li class=\"gateway offline\"><div class=\"gateway-head\"><strong"
                + " class=\"name\">g-dead")
        .contains("no devices registered · its agent is not connected")
        .contains("no devices registered · not heard yet");
    assertThat(page).as("its stream is expected").contains("<span class=\"domain\">air</span>");

    live.accept(
        "gateway",
        "g-air.air",
        json(
            "{'gateway':'g-air','domain':'air','state':'online','heartbeatMs':'"
                + Alerts.NOON.toEpochMilli()
                + "'}"));
    assertThat(get("/", session()).body())
        .contains("<b>2</b> of 4 online", "1 offline, 1 not heard");
  }

  @Test
  void a_gateway_whose_agent_is_not_connected_is_not_online_though_its_streams_still_are()
      throws Exception {
    for (String gateway : new String[] {"g-here", "g-lost", "g-stopped", "g-off"}) {
      String state = gateway.equals("g-off") ? "offline" : "online";
      live.accept(
          "gateway",
          gateway + ".air",
          json(
              "{'gateway':'%s','domain':'air','state':'%s','heartbeatMs':'%d'}"
                  .formatted(gateway, state, Alerts.NOON.toEpochMilli())));
    }
    live.registered().presence("g-here", json("{'gateway':'g-here','state':'online'}"));
    live.registered().presence("g-lost", json("{'gateway':'g-lost','state':'lost'}"));
    live.registered().presence("g-stopped", json("{'gateway':'g-stopped','state':'stopped'}"));
    live.registered().presence("g-off", json("{'gateway':'g-off','state':'lost'}"));

    String page = get("/", session()).body();

    assertThat(page).contains("<b>1</b> of 4 online", "1 offline, 2 not connected");
    assertThat(page)
        .contains(
            "<li class=\"gateway unconnected\"><div class=\"gateway-head\"><strong"
                + " class=\"name\">g-lost</strong><span class=\"what\">Not connected</span>")
        .contains("<li class=\"gateway offline\">", "its agent was stopped");
    assertThat(count(page, "class=\"gateway online\"")).isEqualTo(1);
    assertThat(get("/?lang=es", session()).body()).contains("2 sin conectar");
    assertThat(get("/?lang=ko", session()).body()).contains(">연결 끊김<");
    live.registered().presence("g-lost", json("{'gateway':'g-lost','state':'online'}"));
    assertThat(get("/", session()).body()).contains("<b>2</b> of 4 online");
  }

  @Test
  void an_air_tile_says_of_which_hour_its_index_is_and_when_the_reading_beside_it_was()
      throws Exception {
    long noon = Alerts.NOON.toEpochMilli();
    live.accept(
        "air",
        "st-1",
        json(
            "{'station':'st-1','category':'good','aqi':12,'pm25Ugm3':44.4,'hourMs':'"
                + (noon - 3_600_000)
                + "','observedAtMs':'"
                + (noon + 600_000)
                + "'}"));
    assertThat(get("/", session()).body())
        .contains("index of 11:00–12:00 (NowCast)", "newest PM2.5 44.4 µg/m³, 12:10");
    assertThat(get("/?lang=es", session()).body()).contains("índice de 11:00–12:00");
    assertThat(get("/?lang=ko", session()).body()).contains("11:00–12:00 지수");
  }

  @Test
  void without_the_broker_the_page_and_the_probe_say_so() throws Exception {
    assertThat(get("/health", "").statusCode()).isEqualTo(200);
    connected.set(false);

    assertThat(get("/health", "").statusCode()).isEqualTo(503);
    assertThat(get("/", session()).body())
        .contains("Broker not connected")
        .contains("No open alerts are known, but the broker is not connected");
    assertThat(get("/metrics", "").body()).contains("pulso_alerting_connected");
  }

  @Test
  void it_speaks_the_language_that_is_asked_for_or_preferred() throws Exception {
    String session = session();
    assertThat(get("/?lang=ko", session).body()).contains("<html lang=\"ko\"", "진행 중인 알림");
    assertThat(get("/", session, "Accept-Language", "fr, es-PE;q=0.8, en;q=0.5").body())
        .contains("<html lang=\"es\"", "Alertas abiertas");
    assertThat(get("/", session, "Accept-Language", "fr").body()).contains("<html lang=\"en\"");
  }

  @Test
  void a_page_that_does_not_exist_is_said_not_to_exist() throws Exception {
    HttpResponse<String> page = get("/nowhere", session());
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("There is no such page");
  }

  private void register(String kind, String id, RegistryEntry.Builder entry) throws Exception {
    live.registered().accept(kind, id, entry.build().toByteArray());
  }

  private StringBuffer watch(String session) {
    StringBuffer pushed = new StringBuffer();
    var request = request("/live?lang=en").header("Cookie", session);
    var unused =
        client.sendAsync(
            request.header("Accept", "text/event-stream").build(),
            HttpResponse.BodyHandlers.fromLineSubscriber(new LineCollector(pushed)));
    return pushed;
  }

  private CompletableFuture<HttpResponse<InputStream>> open(String session) {
    return client.sendAsync(
        request("/live").header("Cookie", session).header("Accept", "text/event-stream").build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private String token() throws Exception {
    return Files.readString(dir.resolve("console.token")).strip();
  }

  private String session() throws Exception {
    return get("/?token=" + token(), "").headers().allValues("set-cookie").stream()
        .map(cookie -> cookie.split(";", 2)[0])
        .collect(Collectors.joining("; "));
  }

  private String formToken(String session) throws Exception {
    Matcher matcher =
        Pattern.compile("name=\"form\" value=\"([^\"]+)\"").matcher(get("/", session).body());
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static String form(String id, String by, String form) {
    return Map.of("id", id, "by", by, "form", form).entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private HttpResponse<String> get(String path, String cookie, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String cookie, String body, String flag)
      throws Exception {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (!flag.isEmpty()) {
      request.header(flag, "true");
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    URI uri = console.uri();
    return HttpRequest.newBuilder(uri.resolve(path)).timeout(MINUTE);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static byte[] json(String singleQuoted) {
    return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
