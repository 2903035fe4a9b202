package city.pulso.standalone;

import city.pulso.standalone.cluster.ClusterPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a city of several processes. Gateways, devices and alerting are in this one. */
final class ClusterUp {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterUp.class);
  private static final String STORY = "cluster";

  private final ClusterUpCommand options;
  private final Clock present;

  ClusterUp(ClusterUpCommand options, Clock present) {
    this.options = options;
    this.present = present;
  }

  /** Returns the exit code. */
  int run() throws Exception {
    CityPlan city = CityPlan.ofFile(options.city, present.instant());
    ClusterPlan plan = options.plan();
    List<String> problems =
        options.ports.problems(
            city.gateways().size(),
            plan.ownBroker(),
            plan.ownStore(),
            Jobs.COUNT,
            Jobs.COUNT * (plan.taskManagers() + 1));
    if (!problems.isEmpty()) {
      throw new CityException(String.join(System.lineSeparator() + "pulso: ", problems));
    }
    Store external = options.influx == null ? null : options.influx.store();
    try (DataDirectory data = open()) {
      Instant begun = begun(data, city);
      PrintStream console = Logging.toFile(data.of("logs"));
      Terminal terminal =
          new Terminal(console, Integer.getInteger("pulso.terminal", 0), System::nanoTime);
      String broker = options.broker == null ? null : options.broker.toString();
      ClusterEngine engine = new ClusterEngine(plan, city, broker, data);
      City whole = new City(city, present, options.ports, options.told, data, terminal, engine);
      return live(whole, city, external, begun, data, terminal);
    } catch (IOException e) {
      throw new CityException(String.valueOf(e.getMessage()), e);
    }
  }

  private int live(
      City city,
      CityPlan plan,
      @org.jspecify.annotations.Nullable Store external,
      Instant begun,
      DataDirectory data,
      Terminal terminal)
      throws Exception {
    Interruption interruption = Interruption.install();
    terminal.line("%s as a cluster; data in %s".formatted(plan.name(), data.root()));
    try {
      long began = System.nanoTime();
      city.start(external, begun, present.instant());
      terminal.line("the city lives (%.1f s)".formatted((System.nanoTime() - began) / 1e9));
      city.addresses().forEach(terminal::line);
      terminal.line("  logs     " + data.of("logs") + "  (one per process)");
      watch(city, plan, terminal, interruption);
      return 0;
    } catch (IOException e) {
      LOG.error("the city ends", e);
      throw new CityException(e.getMessage() + "; the logs say more: " + data.of("logs"), e);
    } finally {
      terminal.line("ending … (a second Ctrl-C ends at once)");
      long began = System.nanoTime();
      city.close();
      Flow flow = city.lastFlow();
      terminal.line(
          "ended after %.1f s: in %s, stored %s, in flight %s; the next start continues"
              .formatted(
                  (System.nanoTime() - began) / 1e9,
                  Terminal.number(flow.accepted()),
                  Terminal.number(flow.stored()),
                  Terminal.number(flow.waiting())));
    }
  }

  private void watch(City city, CityPlan plan, Terminal terminal, Interruption interruption)
      throws InterruptedException {
    LagMeter lag = new LagMeter();
    long began = System.nanoTime();
    do {
      Flow flow = city.flow();
      terminal.status(
          StatusLine.of(
              present.instant(),
              plan.zone(),
              1,
              flow,
              lag.measure(flow.accepted(), flow.stored(), System.nanoTime()),
              city.openAlerts(),
              city.trouble()));
    } while ((options.length == null || System.nanoTime() - began < options.length.toNanos())
        && !interruption.await(TimeKeeper.EVERY));
  }

  private DataDirectory open() throws CityException {
    try {
      return DataDirectory.open(options.data, options.fresh);
    } catch (IOException e) {
      throw new CityException(String.valueOf(e.getMessage()), e);
    }
  }

  /** When this city began, at its very first start. */
  private static Instant begun(DataDirectory data, CityPlan city) throws IOException {
    Path file = data.of("city-time.properties");
    Optional<CityTime> before = CityTime.read(file);
    if (before.isPresent() && !before.get().story().equals(STORY)) {
      throw new IOException(
          data.root() + " is kept by 'pulso up'; choose another directory with --data");
    }
    if (before.isPresent()) {
      return before.get().begun();
    }
    new CityTime(STORY, city.begin(), city.begin(), city.begin()).write(file);
    return city.begin();
  }
}
