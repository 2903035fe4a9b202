package city.pulso.standalone;

import city.pulso.simulator.clock.LapseClock;
import city.pulso.simulator.replay.Replay;
import city.pulso.simulator.replay.ReplayOptions;
import city.pulso.standalone.UpCommand.ReplayChoice;
import city.pulso.standalone.cluster.ClusterRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a city: from the command line to the last line. */
final class Up {
  private static final Logger LOG = LoggerFactory.getLogger(Up.class);
  private static final String TIME_FILE = "city-time.properties";
  private static final String LOG_FILE = "logs/pulso.log";

  /** How far in the past a fresh virtual city begins. */
  private static final Duration HISTORY = Duration.ofHours(48);

  private static final Duration LONGEST_END = Duration.ofMillis(9_500);
  private static final int ENDED_BY_FORCE = 3;

  private final UpCommand options;
  private final Clock present;

  Up(UpCommand options, Clock present) {
    this.options = options;
    this.present = present;
  }

  /** Returns the exit code. */
  int run() throws Exception {
    CityPlan plan = plan();
    List<String> problems = options.ports.problems(plan.gateways().size(), options.influx == null);
    if (!problems.isEmpty()) {
      throw new CityException(String.join(System.lineSeparator() + "pulso: ", problems));
    }
    Store external = external();
    try (DataDirectory data = open()) {
      PrintStream console = Logging.toFile(data.of("logs"));
      Terminal terminal =
          new Terminal(console, Integer.getInteger("pulso.terminal", 0), System::nanoTime);
      return live(plan, external, data, terminal);
    }
  }

  private int live(CityPlan plan, @Nullable Store external, DataDirectory data, Terminal terminal)
      throws Exception {
    Interruption interruption = Interruption.install();
    Path timeFile = data.of(TIME_FILE);
    Optional<CityTime> before = CityTime.read(timeFile).filter(t -> t.story().equals(plan.story()));
    Instant begun = before.map(CityTime::begun).orElse(plan.begin());
    Instant begin = before.map(CityTime::notBefore).orElse(begun);
    TimeKeeper time = new TimeKeeper(timeFile, plan.story(), begun, clock(plan, begin));
    // No time passes in the city before its devices speak.
    time.clock().hold(begin);
    terminal.line(
        "%s, %s; data in %s"
            .formatted(plan.name(), before.isPresent() ? "continued" : "begun anew", data.root()));
    Engine engine =
        new EmbeddedEngine(data, options.ports, time.clock(), plan.airIndex(), time.clock().rate());
    City city = new City(plan, time.clock(), options.ports, options.told, data, terminal, engine);
    boolean lived = false;
    try {
      long began = System.nanoTime();
      city.start(external, begun, before.map(CityTime::sentUntil).orElse(begin));
      terminal.line("the city lives (%.1f s)".formatted((System.nanoTime() - began) / 1e9));
      city.addresses().forEach(terminal::line);
      lived = true;
      watch(city, plan, time, terminal, interruption);
      return 0;
    } catch (IOException e) {
      LOG.error("the city ends", e);
      throw new CityException(e.getMessage() + "; the log says more: " + data.of(LOG_FILE), e);
    } finally {
      end(city, time, terminal, lived);
    }
  }

  private void watch(
      City city, CityPlan plan, TimeKeeper time, Terminal terminal, Interruption interruption)
      throws Exception {
    LagMeter lag = new LagMeter();
    long began = System.nanoTime();
    Duration limit = options.length;
    // A local broker answers before the agent's disk: what is noted was sent a round ago.
    Instant sent = city.position();
    do {
      time.note(sent);
      sent = city.position();
      Flow flow = city.flow();
      terminal.status(
          StatusLine.of(
              time.clock().instant(),
              plan.zone(),
              time.clock().rate(),
              flow,
              lag.measure(flow.accepted(), flow.stored(), System.nanoTime()),
              city.openAlerts(),
              city.trouble()));
    } while ((limit == null || System.nanoTime() - began < limit.toNanos())
        && !interruption.await(TimeKeeper.EVERY));
  }

  private static void end(City city, TimeKeeper time, Terminal terminal, boolean lived)
      throws IOException {
    Thread guard = new Thread(Up::forceTheEnd, "longest-end");
    guard.setDaemon(true);
    guard.start();
    terminal.line("ending … (a second Ctrl-C ends at once)");
    Instant position = city.position();
    long began = System.nanoTime();
    city.close();
    if (lived) {
      time.seal(position);
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

  private static void forceTheEnd() {
    long deadline = System.nanoTime() + LONGEST_END.toNanos();
    while (System.nanoTime() < deadline) {
      LockSupport.parkNanos(deadline - System.nanoTime());
    }
    LOG.error("the city did not end in time: ended by force, nothing accepted is lost");
    Runtime.getRuntime().halt(ENDED_BY_FORCE);
  }

  /** A replay stays in its own time; a virtual city catches up with the present. */
  private LapseClock clock(CityPlan plan, Instant begin) {
    LapseClock lapse = LapseClock.startingAt(begin, options.chosenRate());
    return plan.replay().isPresent() ? lapse : lapse.catchUpTo(present);
  }

  private DataDirectory open() throws CityException {
    try {
      DataDirectory data = DataDirectory.open(options.data, options.fresh);
      if (ClusterRecord.keptIn(data.root())) {
        data.close();
        throw new IOException(
            data.root() + " is kept by 'pulso cluster'; choose another directory with --data");
      }
      return data;
    } catch (IOException e) {
      throw new CityException(String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable Store external() throws CityException {
    return options.influx == null ? null : options.influx.store();
  }

  private CityPlan plan() throws CityException {
    ReplayChoice choice = options.replay;
    return choice == null
        ? CityPlan.ofFile(options.city, present.instant().minus(HISTORY))
        : replayed(choice);
  }

  private static CityPlan replayed(ReplayChoice choice) throws CityException {
    try {
      ReplayOptions chosen =
          choice.sets.isEmpty()
              ? ReplayOptions.everything(choice.from, choice.length)
              : ReplayOptions.of(choice.from, choice.length, choice.sets);
      Replay replay = Replay.load(choice.directory, chosen);
      return new CityPlan(
          "replay from %s for %s of %s".formatted(choice.from, choice.length, chosen.dataSets()),
          replay.registry(),
          Optional.of(replay),
          choice.from);
    } catch (IllegalArgumentException e) {
      throw new CityException("--set: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new CityException("--replay: " + e.getCause(), e);
    }
  }
}
