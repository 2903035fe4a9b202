package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.schemas.v1.AirReading;
import city.pulso.schemas.v1.DeviceReading;
import city.pulso.schemas.v1.DeviceReport;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowingConsumer;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real gateways send while a part of the city is taken away. What was accepted is stored, each
 * reading once; the hour knows how many there were; and no gateway keeps anything.
 */
class LossIT {
  private static final int HOURS = 2;
  private static final int PER_HOUR = 180;
  private static final int READINGS = HOURS * PER_HOUR; // of each station
  private static final Duration STEP = Duration.ofHours(1).dividedBy(PER_HOUR);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long PAUSE_NANOS = 20_000_000;

  private final Path directory;

  /** The hours before the last whole one, so that a heartbeat of now ends the second of them. */
  private final Instant begin =
      Clock.systemUTC().instant().truncatedTo(ChronoUnit.HOURS).minus(HOURS + 1, ChronoUnit.HOURS);

  private final AtomicInteger accepted = new AtomicInteger();

  static {
    CoapConfig.register();
    UdpConfig.register();
  }

  LossIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void a_task_manager_that_dies_costs_no_reading_and_none_counts_twice() throws Exception {
    whileSending(
        city -> {
          city.loseATaskManager();
          await("the job noticed").atMost(PATIENCE).until(() -> !city.lastFailure().isEmpty());
        });
  }

  @Test
  void a_broker_that_forgets_everything_costs_no_reading_and_none_counts_twice() throws Exception {
    whileSending(
        city -> {
          city.loseTheBroker();
          await("something was sent again")
              .atMost(PATIENCE)
              .until(() -> city.statuses().stream().anyMatch(each -> each.resentBatches() > 0));
        });
  }

  private void whileSending(ThrowingConsumer<SmallCity> loss) throws Exception {
    ExecutorService senders = Executors.newFixedThreadPool(SmallCity.PLACES.size());
    try (SmallCity city = new SmallCity(directory)) {
      List<Future<Void>> sending = new ArrayList<>();
      for (int place = 0; place < SmallCity.PLACES.size(); place++) {
        int one = place;
        sending.add(senders.submit(() -> send(city, one)));
      }
      await("a part is stored, and a part is under way")
          .atMost(PATIENCE)
          .until(() -> accepted.get() > READINGS && city.receipted() > 0);
      loss.accept(city);
      for (Future<Void> each : sending) {
        each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      assertThat(accepted).hasValue(READINGS * SmallCity.PLACES.size());

      await("every spool is empty")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(city.statuses())
                      .allSatisfy(each -> assertThat(each.spooledReadings()).isZero()));
      assertThat(stored(city)).as("every reading, once").isEqualTo(sent());
      await("every hour knows its readings")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(hours(city)).isEqualTo(countedHours()));
    } finally {
      senders.shutdownNow();
    }
  }

  /** One after the other, each until the gateway has it on disk. */
  private Void send(SmallCity city, int place) throws Exception {
    CoapEndpoint socket = new CoapEndpoint.Builder().setConfiguration(new Configuration()).build();
    CoapClient client = new CoapClient(city.address(place)).setEndpoint(socket);
    client.setTimeout(60_000L);
    for (int i = 0; i < READINGS; i++) {
      byte[] report = report(place, i);
      CoapResponse answer = null;
      while (answer == null) {
        answer = client.post(report, MediaTypeRegistry.APPLICATION_OCTET_STREAM);
      }
      assertThat(answer.isSuccess()).as(answer.getResponseText()).isTrue();
      accepted.incrementAndGet();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    client.shutdown();
    socket.destroy();
    return null;
  }

  private byte[] report(int place, int index) {
    return DeviceReport.newBuilder()
        .setDevice("air-" + SmallCity.PLACES.get(place))
        .addReadings(
            DeviceReading.newBuilder()
                .setObservedAtMs(at(index).toEpochMilli())
                .setSequence(index + 1)
                .setAir(AirReading.newBuilder().setPm25Ugm3(value(index))))
        .build()
        .toByteArray();
  }

  private Instant at(int index) {
    return begin.plus(STEP.multipliedBy(index));
  }

  private static double value(int index) {
    return 10 + index % 7 * 0.5;
  }

  private Map<String, Double> sent() {
    Map<String, Double> sent = new TreeMap<>();
    for (String place : SmallCity.PLACES) {
      for (int i = 0; i < READINGS; i++) {
        sent.put("air-" + place + " " + at(i), value(i));
      }
    }
    return sent;
  }

  private static Map<String, Double> stored(SmallCity city) {
    Map<String, Double> stored = new TreeMap<>();
    city.store()
        .points("air_raw")
        .forEach(
            (key, fields) ->
                stored.put(name(key, "device"), Double.parseDouble(fields.get("pm2_5_ugm3"))));
    return stored;
  }

  private Map<String, String> countedHours() {
    Map<String, String> counted = new TreeMap<>();
    for (String place : SmallCity.PLACES) {
      for (int hour = 0; hour < HOURS; hour++) {
        counted.put("air-" + place + " " + begin.plus(hour, ChronoUnit.HOURS), PER_HOUR + "i");
      }
    }
    return counted;
  }

  private static Map<String, String> hours(SmallCity city) {
    Map<String, String> hours = new TreeMap<>();
    city.store()
        .points("air_hourly")
        .forEach((key, fields) -> hours.put(name(key, "station"), fields.get("readings")));
    hours.values().removeIf("0i"::equals); // the hour that goes on, when nobody sends any more
    return hours;
  }

  /** {@code measurement,tag=value,… time} as value of one tag and time. */
  private static String name(String key, String tag) {
    String tags = key.substring(0, key.indexOf(' '));
    String value = tags.replaceAll(".*," + tag + "=([^,]*).*", "$1");
    String time = key.substring(key.indexOf(' ') + 1);
    long millis = time.length() > 13 ? Long.parseLong(time) / 1_000_000 : Long.parseLong(time);
    return value + " " + Instant.ofEpochMilli(millis);
  }
}
