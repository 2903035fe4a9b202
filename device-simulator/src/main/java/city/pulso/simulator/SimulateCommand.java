package city.pulso.simulator;

import city.pulso.schemas.v1.Gateway;
import city.pulso.simulator.device.CaptureFile;
import city.pulso.simulator.device.FleetRadio;
import city.pulso.simulator.fleet.Faults;
import city.pulso.simulator.fleet.Fleet;
import city.pulso.simulator.fleet.FleetDevice;
import city.pulso.simulator.fleet.FleetEvent;
import city.pulso.simulator.fleet.FleetRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
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
      "1:a file, host or broker cannot be used, or nobody answered at all",
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
      "  rebind      the NAT gives its devices another port",
      "  brownout    3 to 8 restarts in quick succession, battery empty",
      "",
      "Examples:",
      "  simulate --to coap://127.0.0.1:5683 --devices-of /var/lib/pulso/lima-01 --every 10s --for 5m",
      "  simulate --to coap://127.0.0.1:5683 --air 20 --bays 50 --seed 7 --faults loss=0.1,reboot=0.02,drift=200",
      "  simulate --air 5 --leave-registry /tmp/agent --gateway lima-01",
      "  simulate --air 3 --faults jump=0.1 --for 1m --dry-run --capture fleet.pcap"
    })
public final class SimulateCommand implements Callable<Integer> {
  private static final String LOGGING = "logback.configurationFile";
  private static final Duration PROGRESS = Duration.ofSeconds(5);

  /** A little longer than CoAP waits for the last answer: MAX_TRANSMIT_WAIT (RFC 7252, 4.8.2). */
  private static final Duration PATIENCE = Duration.ofSeconds(95);

  @Option(names = "--to", paramLabel = "URI", description = "The agent: coap://HOST:PORT[/PATH].")
  @Nullable URI to;

  @Option(
      names = "--mqtt",
      paramLabel = "URI",
      description = "The agent's local broker: mqtt://HOST:PORT; plugs then speak Tasmota to it.")
  @Nullable URI mqtt;

  @Option(
      names = "--topic-prefix",
      paramLabel = "TEXT",
      description = "Put before plugs' topics, for example local/lima-01/. Default: nothing.")
  String topicPrefix = "";

  @Option(names = "--air", paramLabel = "N", description = "Air modules sim-air-0001 and so on.")
  int air;

  @Option(names = "--bays", paramLabel = "N", description = "Bay sensors sim-bay-0001 and so on.")
  int bays;

  @Option(names = "--plugs", paramLabel = "N", description = "Plugs sim-plug-0001 and so on.")
  int plugs;

  @Option(
      names = "--devices-of",
      paramLabel = "PATH",
      description = "Play the devices of this agent: its directory, or the registry.pb in it.")
  @Nullable Path devicesOf;

  @Option(
      names = "--leave-registry",
      paramLabel = "DIR",
      description =
          "Do not play: write the fleet as the registry entry of --gateway, for an agent that starts with DIR.")
  @Nullable Path leaveRegistry;

  @Option(names = "--gateway", paramLabel = "ID", description = "With --leave-registry.")
  String gateway = "gateway-01";

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

  @Option(
      names = "--nats",
      paramLabel = "N",
      description = "NATs (UDP sockets) the devices share, 1 to 64. Default: 4.")
  int nats = 4;

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
      List<FleetDevice> devices = devices();
      if (devices.isEmpty()) {
        throw wrong("no device; use --air, --bays, --plugs or --devices-of");
      }
      Path registry = leaveRegistry;
      if (registry != null) {
        return leave(registry, devices);
      }
      Instant begin = start == null ? clock.instant() : start;
      Fleet.Plan plan =
          new Fleet.Plan(devices, nats, every, length, begin, mqtt != null, topicPrefix);
      Fleet fleet = new Fleet(plan, faults, seed);
      Path file = capture;
      try (CaptureFile written = file == null ? null : CaptureFile.create(file)) {
        return dryRun ? print(fleet, begin, written) : play(fleet, begin, written, devices.size());
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

  private void checkOptions() {
    if (to != null && (!"coap".equals(to.getScheme()) || to.getHost() == null)) {
      throw wrong("--to: '" + to + "' is not accepted; use coap://HOST:PORT");
    }
    if (mqtt != null && (!"mqtt".equals(mqtt.getScheme()) || mqtt.getHost() == null)) {
      throw wrong("--mqtt: '" + mqtt + "' is not accepted; use mqtt://HOST:PORT");
    }
    if (nats < 1 || nats > 64) {
      throw wrong("--nats: " + nats + " is not accepted; use 1 to 64");
    }
    if (Math.min(air, Math.min(bays, plugs)) < 0 || Math.max(air, Math.max(bays, plugs)) > 9999) {
      throw wrong("--air, --bays, --plugs: use 0 to 9999");
    }
    if (to == null && mqtt == null && !dryRun && leaveRegistry == null) {
      throw wrong("--to or --mqtt is missing; or use --dry-run");
    }
  }

  private List<FleetDevice> devices() throws IOException {
    Path path = devicesOf;
    if (path == null) {
      return FleetDevice.made(air, bays, plugs);
    }
    Path file = Files.isDirectory(path) ? path.resolve("registry.pb") : path;
    if (!Files.exists(file)) {
      throw new IOException(
          file + " does not exist; an agent writes it once it has heard the registry");
    }
    return FleetDevice.of(Gateway.parseFrom(Files.readAllBytes(file)));
  }

  private int leave(Path directory, List<FleetDevice> devices) throws IOException {
    Files.createDirectories(directory);
    int intervalS = (int) Math.max(1, every.toSeconds());
    Path file = directory.resolve("registry.pb");
    Files.write(file, FleetDevice.registryEntry(gateway, devices, intervalS).toByteArray());
    spec.commandLine().getOut().println(file + ": " + devices.size() + " devices of " + gateway);
    return 0;
  }

  private int print(Fleet fleet, Instant begin, @Nullable CaptureFile written) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    while (fleet.hasNext()) {
      FleetEvent event = fleet.next();
      record(event, begin, written);
      String at = String.format(Locale.ROOT, "%10.3f  ", event.atMs() / 1000.0);
      if (event instanceof FleetEvent.Spoken spoken) {
        var message = spoken.message();
        out.println(
            at
                + String.format(
                    Locale.ROOT, "%-8s  ", spoken.fate().name().toLowerCase(Locale.ROOT))
                + message.device()
                + (message.topic().isEmpty() ? "" : "  " + message.topic())
                + "  "
                + HexFormat.of().formatHex(message.payload().toByteArray()));
      } else if (event instanceof FleetEvent.Rebound rebound) {
        out.println(at + "rebound   nat " + rebound.nat());
      }
    }
    out.flush();
    return 0;
  }

  private int play(Fleet fleet, Instant begin, @Nullable CaptureFile written, int devices)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ScheduledExecutorService progress =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "fleet-progress");
              thread.setDaemon(true);
              return thread;
            });
    try (FleetRadio radio = FleetRadio.open(to, nats, faults.rebind() > 0, mqtt)) {
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
              () -> line(out, System.nanoTime() - startNanos, run.counts()),
              PROGRESS.toMillis(),
              PROGRESS.toMillis(),
              TimeUnit.MILLISECONDS);
      run.play(fleet, event -> recordOrFail(event, begin, written));
      boolean all = run.awaitAnswers(PATIENCE);
      progress.shutdownNow();
      FleetRun.Counts counts = run.counts();
      summary(out, counts, all);
      return counts.sent() > 0 && counts.answered() == 0 ? 1 : 0;
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

  private static void line(PrintWriter out, long nanos, FleetRun.Counts counts) {
    out.printf(
        Locale.ROOT,
        "%5d s  sent %d  answered %d  %s  lost on purpose %d%n",
        TimeUnit.NANOSECONDS.toSeconds(nanos),
        counts.sent(),
        counts.answered(),
        counts.answers(),
        counts.lostOnPurpose());
    out.flush();
  }

  private static void summary(PrintWriter out, FleetRun.Counts counts, boolean all) {
    out.println();
    row(out, "sent", counts.sent());
    row(out, "  of them repeated on purpose", counts.repeated());
    row(out, "lost on purpose", counts.lostOnPurpose());
    row(out, "NAT bindings forgotten", counts.rebound());
    row(out, "answered", counts.answered());
    counts.answers().forEach((code, count) -> row(out, "  " + code, count));
    for (Map.Entry<String, Long> reason : counts.reasons().entrySet()) {
      out.printf(Locale.ROOT, "%8d x %s%n", reason.getValue(), reason.getKey());
    }
    if (!all) {
      out.println("some had no answer yet when this ended");
    }
    out.flush();
  }

  private static void row(PrintWriter out, String name, long value) {
    out.printf(Locale.ROOT, "%-32s %8d%n", name, value);
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  /** {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}. */
  static final class TimeOption implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    @Override
    public Duration convert(String value) {
      Matcher time = TIME.matcher(value);
      long amount = time.matches() ? Long.parseLong(time.group(1)) : 0;
      if (amount == 0) {
        throw new TypeConversionException(
            "'" + value + "' is not accepted; use a number above 0 and ms, s, m or h, like 10s");
      }
      return switch (time.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }

    static String shown(Duration time) {
      return time.toMillisPart() == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
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
