package city.pulso.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.edge.config.BrokerAddress;
import city.pulso.edge.spool.Spool;
import city.pulso.edge.spool.SpoolConfig;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.PlugReading;
import city.pulso.schemas.v1.Reading;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconnectionTest {
  private static final int WARM_UP = 300;
  private static final int TIMES = 2_000;

  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    timers.shutdownNow();
  }

  @Test
  void losing_and_regaining_the_uplink_thousands_of_times_leaks_nothing(@TempDir Path directory)
      throws Exception {
    try (FakeBroker broker = new FakeBroker();
        Spool spool = Spool.open(directory, SpoolConfig.defaults(), "lima-01", Clock.systemUTC());
        Uplink uplink = uplink(broker, spool, directory, timers)) {
      spool.onCommit(uplink::pump);
      store(spool, 40);
      uplink.start();

      reach(broker, WARM_UP);
      Footprint before = Footprint.now();
      reach(broker, WARM_UP + TIMES);
      Footprint after = Footprint.now();

      assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 2);
      assertThat(after.files()).as("file handles").isLessThanOrEqualTo(before.files() + 8);
      assertThat(after.heap() - before.heap()).as("bytes of heap").isLessThan(6 << 20);
      assertSubscribedOnceInEachConnection(broker);
      UplinkStatus status = uplink.status();
      assertThat(status.lost()).isGreaterThanOrEqualTo(WARM_UP + TIMES - 1);
      assertThat(status.inFlight()).as("never more than the window").isLessThanOrEqualTo(16);
      assertThat(spool.status(Domain.HOMES).readings()).as("nothing is lost").isEqualTo(40);
    }
  }

  @Test
  void a_broker_that_no_longer_answers_subscriptions_is_not_asked_more_often_each_time(
      @TempDir Path directory) throws Exception {
    try (FakeBroker broker = new FakeBroker();
        Spool spool = Spool.open(directory, SpoolConfig.defaults(), "lima-01", Clock.systemUTC());
        Uplink uplink = uplink(broker, spool, directory, timers)) {
      uplink.start();
      reach(broker, 50);
      broker.answersNoSubscription();
      reach(broker, 150);
      assertSubscribedOnceInEachConnection(broker);
    }
  }

  /** To receipts and to the registry entry. */
  private static void assertSubscribedOnceInEachConnection(FakeBroker broker) {
    int subscriptions = broker.subscriptions.get();
    assertThat(subscriptions).isLessThanOrEqualTo(2 * broker.connections.get()).isPositive();
  }

  private static void reach(FakeBroker broker, int connections) {
    await("connection " + connections)
        .atMost(Duration.ofMinutes(2))
        .until(() -> broker.connections.get() >= connections);
  }

  private static Uplink uplink(
      FakeBroker broker, Spool spool, Path directory, ScheduledExecutorService timers)
      throws Exception {
    BrokerAddress address = BrokerAddress.of("mqtt://127.0.0.1:" + broker.port());
    Backoff impatient =
        new Backoff(
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            RandomGenerator.getDefault(),
            System::nanoTime);
    return new Uplink(
        "lima-01",
        new UplinkConfig(address, 16, Duration.ofMillis(100)),
        new MqttLink("lima-01", "test", address, Clock.systemUTC(), impatient),
        new SpoolBacklogs("lima-01", spool),
        Downstream.NONE,
        new RegistryCopy(directory),
        entry -> {},
        Clock.systemUTC(),
        System::nanoTime,
        timers);
  }

  private static void store(Spool spool, int readings) throws Exception {
    for (int i = 0; i < readings; i++) {
      Reading reading =
          Reading.newBuilder()
              .setDevice("plug_k17")
              .setPlug(PlugReading.newBuilder().setPowerW(i))
              .build();
      spool.append(Domain.HOMES, List.of(reading)).get(60, TimeUnit.SECONDS);
    }
  }

  private record Footprint(int threads, long files, long heap) {
    static Footprint now() {
      for (int i = 0; i < 3; i++) {
        System.gc();
      }
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      long files =
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getOpenFileDescriptorCount()
              : 0;
      return new Footprint(ManagementFactory.getThreadMXBean().getThreadCount(), files, heap);
    }
  }
}
