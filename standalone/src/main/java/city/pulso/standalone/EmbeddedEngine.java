package city.pulso.standalone;

import city.pulso.schemas.Measurements;
import city.pulso.standalone.broker.EmbeddedBroker;
import city.pulso.standalone.flink.EmbeddedFlink;
import city.pulso.standalone.flink.JobStanding;
import city.pulso.standalone.store.EmbeddedStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Broker, store and Flink inside this process. */
final class EmbeddedEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);

  private static final Duration LAST_CHECKPOINT = Duration.ofSeconds(3);

  private final DataDirectory data;
  private final Ports ports;
  private final Clock clock;
  private final String airIndex;
  private final double rate;
  private @Nullable EmbeddedBroker broker;
  private @Nullable EmbeddedStore store;
  private @Nullable EmbeddedFlink flink;

  /**
   * @param clock the jobs' clock
   * @param airIndex tag of the index scheme of the city
   * @param rate city seconds per real second
   */
  EmbeddedEngine(DataDirectory data, Ports ports, Clock clock, String airIndex, double rate) {
    this.data = data;
    this.ports = ports;
    this.clock = clock;
    this.airIndex = airIndex;
    this.rate = rate;
  }

  /** Those that need nobody, at the same time. */
  @Override
  public Store startServers(@Nullable Store external) throws Exception {
    ExecutorService starters = Executors.newFixedThreadPool(2);
    try {
      Future<EmbeddedBroker> startingBroker =
          starters.submit(() -> EmbeddedBroker.start(data.of("broker"), ports.broker));
      Future<EmbeddedFlink> startingFlink =
          starters.submit(
              () ->
                  EmbeddedFlink.start(
                      data.of("flink"),
                      ports.flink,
                      ports.metrics,
                      Jobs.COUNT,
                      Jobs.CHECKPOINT_EVERY,
                      data.of("logs/pulso.log")));
      if (external == null) {
        store = EmbeddedStore.start(data.of("store"), ports.store, Measurements.ALL);
      }
      broker = startingBroker.get();
      flink = startingFlink.get();
    } finally {
      starters.shutdown();
    }
    return external != null
        ? external
        : Store.embedded(Objects.requireNonNull(store, "store").uri());
  }

  @Override
  public String broker() {
    return "mqtt://127.0.0.1:" + ports.broker;
  }

  @Override
  public void startJobs(Store target) throws IOException {
    Jobs.submit(
        Objects.requireNonNull(flink, "flink"),
        Jobs.config(broker(), target, airIndex, rate),
        clock);
  }

  @Override
  public List<JobStanding> standings() {
    EmbeddedFlink cluster = flink;
    return cluster == null ? List.of() : cluster.standings();
  }

  @Override
  public boolean checkpoint() {
    EmbeddedFlink cluster = flink;
    return cluster != null && cluster.checkpoint(LAST_CHECKPOINT);
  }

  @Override
  public long dropped() {
    EmbeddedBroker mqtt = broker;
    return mqtt == null ? 0 : mqtt.dropped();
  }

  @Override
  public List<String> addresses() {
    List<String> lines = new ArrayList<>();
    EmbeddedStore sql = store;
    if (sql != null) {
      lines.add("  store    " + sql.uri() + "  (SQL page; also takes InfluxDB writes)");
    }
    EmbeddedFlink web = flink;
    if (web != null) {
      lines.add("  Flink    " + web.uri());
      lines.add("  metrics  http://127.0.0.1:" + ports.metrics + "  (Flink's, for Prometheus)");
    }
    return lines;
  }

  @Override
  public List<String> trouble() {
    return List.of();
  }

  @Override
  public void endJobs() {
    end("jobs", flink);
  }

  @Override
  public void close() {
    // The broker takes seconds to say goodbye and has nothing to lose.
    EmbeddedBroker last = broker;
    Thread goodbye = new Thread(() -> end("broker", last), "end-broker");
    goodbye.setDaemon(true);
    goodbye.start();
    end("store", store);
  }

  private static void end(String part, @Nullable AutoCloseable running) {
    if (running == null) {
      return;
    }
    long began = System.nanoTime();
    try {
      running.close();
    } catch (Exception e) {
      LOG.warn("{} did not end cleanly", part, e);
    }
    LOG.info("{} ended after {} ms", part, (System.nanoTime() - began) / 1_000_000);
  }
}
