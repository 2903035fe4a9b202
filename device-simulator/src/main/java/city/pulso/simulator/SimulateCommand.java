package city.pulso.simulator;

import city.pulso.simulator.device.CaptureFile;
import city.pulso.simulator.device.FleetRadio;
import city.pulso.simulator.device.FleetWays;
import city.pulso.simulator.fleet.Faults;
import city.pulso.simulator.fleet.Fleet;
import city.pulso.simulator.fleet.FleetDevice;
import city.pulso.simulator.fleet.FleetEvent;
import city.pulso.simulator.fleet.FleetRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code pulso simulate}: a fleet of virtual devices with faults to choose. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Plays a fleet of virtual devices against an agent, with faults to choose, and counts what was answered.",
      "The same seed, fleet, start and faults give the same messages, byte for byte."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the fleet spoke to its end",
      "1:a file, host or broker cannot be used, nothing was sent, or nobody answered at all",
      "2:the command line is wrong"
    },
    footerHeading = "%nFaults (per message, 0 to 1; drift in ppm):%n",
    footer = {
      "  loss        the message never arrives",
      "  duplicate   the same bytes again in a new message, 1 to 3 s later",
      "  reorder     held back until after the next message",
      "  drift       clocks are fast or slow by up to this, millionths",
      "  jump        the clock jumps: an hour, ten minutes back, two days ahead, to 1970",
      "  reboot      new boot id, sequence from 1, time since boot from 0",
      "  stuck       from now on the same values",
      "  rebind      the NAT gives its devices another port; over coaps:// they keep their connection",
      "  brownout    3 to 8 restarts in quick succession, battery empty",
      "",
      "Examples:",
      "  simulate --to coap://127.0.0.1:5683 --devices-of /var/lib/pulso/lima-01 --every 10s --for 5m",
      "  simulate --to coap://127.0.0.1:5683 --air 20 --bays 50 --seed 7 --faults loss=0.1,reboot=0.02,drift=200",
      "  simulate --air 5 --leave-registry /tmp/agent --gateway lima-01 --leave-keys keys.yaml",
      "  simulate --to coaps://127.0.0.1 --devices-of /tmp/agent --keys keys.yaml --faults rebind=0.1",
      "  simulate --mqtt mqtts://broker:8883 --trust ca.pem --username sim --password-file pw --plugs 9 --formats all",
      "  simulate --air 3 --faults jump=0.1 --for 1m --dry-run --capture fleet.pcap"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final String LOGGING = "logback.configurationFile";
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  /** A little longer than CoAP waits for the last answer: MAX_TRANSMIT_WAIT (RFC 7252, 4.8.2). */
  private static final Duration PATIENCE = Duration.ofSeconds(95);

  @Mixin private WayOptions way = new WayOptions();
  @Mixin private FleetOptions fleet = new FleetOptions();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "Between two messages of a device: 500ms, 10s, 5m, 1h. Default: 10s.")
  Duration every = Duration.ofSeconds(10);

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "How long the fleet speaks. Default: 1m.")
  Duration length = Duration.ofMinutes(1);

  @Option(names = "--seed", paramLabel = "N", description = "Decides all chance. Default: 1.")
  long seed = 1;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description =
          "What devices' clocks show at first, for example 2026-01-01T00:00:00Z. Default: now.")
  @Nullable Instant start;

  @Option(
      names = "--faults",
      paramLabel = "LIST",
      converter = FaultsOption.class,
      description = "For example loss=0.1,duplicate=0.05,drift=200; see below. Default: none.")
  Faults faults = Faults.NONE;

  @Option(names = "--dry-run", description = "Send nothing; print every event as a line.")
  boolean dryRun;

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "Write the CoAP messages as a packet capture (pcap).")
  @Nullable Path capture;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock;

  public SimulateCommand() {
    this(Clock.systemUTC());
  }

  SimulateCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (System.getProperty(LOGGING) == null) {
      // Works as long as no logger was made; a file that was asked for wins.
      System.setProperty(LOGGING, "city/pulso/simulator/tools-logback.xml");
    }
    PrintWriter err = spec.commandLine().getErr();
    checkOptions();
    try {
      List<FleetDevice> devices = fleet.devices();
      Path registry = fleet.leaveRegistry;
      if (registry != null) {
        spec.commandLine().getOut().println(fleet.leave(registry, devices, every));
        return 0;
      }
      Instant begin = start == null ? clock.instant() : start;
      Fleet events = fleet(devices, begin);
      Path file = capture;
      try (CaptureFile written = file == null ? null : CaptureFile.create(file)) {
        return dryRun
            ? print(events, begin, written)
            : play(events, begin, written, way.ways(devices, faults.rebind() > 0), devices.size());
      }
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    } catch (UncheckedIOException e) {
      Throwable cause = e.getCause();
      err.println(cause == null ? e.getMessage() : cause.getMessage());
      return 1;
    }
  }

  private Fleet fleet(List<FleetDevice> devices, Instant begin) {
    Fleet.Plan plan =
        new Fleet.Plan(
            devices,
            way.nats,
            every,
            length,
            begin,
            fleet.formats,
            way.to != null || way.mqtt == null,
            way.mqtt != null,
            way.topicPrefix);
    try {
      return new Fleet(plan, faults, seed);
    } catch (IllegalArgumentException e) {
      throw wrong("--formats: " + e.getMessage());
    }
  }

  private void checkOptions() {
    for (String problem : List.of(way.problem(), fleet.problem())) {
      if (!problem.isEmpty()) {
        throw wrong(problem);
      }
    }
    if (way.to == null && way.mqtt == null && !dryRun && fleet.leaveRegistry == null) {
      throw wrong("--to or --mqtt is missing; or use --dry-run");
    }
  }

  private int print(Fleet events, Instant begin, @Nullable CaptureFile written) throws IOException {
    FleetLines lines = new FleetLines(spec.commandLine().getOut());
    while (events.hasNext()) {
      FleetEvent event = events.next();
      record(event, begin, written);
      lines.event(event);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private int play(
      Fleet events, Instant begin, @Nullable CaptureFile written, FleetWays ways, int devices)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    FleetLines lines = new FleetLines(out);
    ScheduledExecutorService progress =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "fleet-progress");
              thread.setDaemon(true);
              return thread;
            });
    try (FleetRadio radio = FleetRadio.open(ways)) {
      FleetRun run = new FleetRun(radio);
      Thread hook = new Thread(run::stop, "fleet-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      long startNanos = System.nanoTime();
      out.println(
          devices
              + " devices speak every "
              + TimeOption.shown(every)
              + " for "
              + TimeOption.shown(length)
              + ", seed "
              + seed);
      out.flush();
      var unused =
          progress.scheduleAtFixedRate(
              () -> lines.progress(System.nanoTime() - startNanos, run.counts()),
              PROGRESS.toMillis(),
              PROGRESS.toMillis(),
              TimeUnit.MILLISECONDS);
      run.play(events, event -> recordOrFail(event, begin, written));
      boolean all = run.awaitAnswers(PATIENCE);
      progress.shutdownNow();
      FleetRun.Counts counts = run.counts();
      lines.summary(counts, radio.handshakes(), all);
      if (counts.sent() == 0) {
        spec.commandLine()
            .getErr()
            .println(
                "nothing was sent: a device first speaks within --every "
                    + TimeOption.shown(every)
                    + ", and --for "
                    + TimeOption.shown(length)
                    + " was over before; give a longer --for");
      }
      return counts.answered() == 0 ? 1 : 0;
    } finally {
      progress.shutdownNow();
    }
  }

  private static void record(FleetEvent event, Instant begin, @Nullable CaptureFile written)
      throws IOException {
    if (written != null
        && event instanceof FleetEvent.Spoken spoken
        && spoken.fate() != FleetEvent.Fate.LOST
        && spoken.message().overCoap()) {
      written.exchange(begin.toEpochMilli() + event.atMs(), spoken.message());
    }
  }

  private static void recordOrFail(FleetEvent event, Instant begin, @Nullable CaptureFile written) {
    try {
      record(event, begin, written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  /** {@code loss=0.1,drift=200}. */
  static final class FaultsOption implements ITypeConverter<Faults> {
    @Override
    public Faults convert(String value) {
      try {
        return Faults.parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
