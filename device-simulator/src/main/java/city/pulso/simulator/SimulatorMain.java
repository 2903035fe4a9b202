package city.pulso.simulator;

import city.pulso.schemas.v1.RegistryEntry;
import city.pulso.simulator.clock.LapseClock;
import city.pulso.simulator.device.RegistryFromBroker;
import city.pulso.simulator.device.SenderStatus;
import city.pulso.simulator.device.SendersConfig;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a virtual city as a process of its own. */
@Command(
    name = "pulso-simulator",
    mixinStandardHelpOptions = true,
    version = "pulso-simulator 0.1.0",
    showDefaultValues = true,
    description = {
      "Sends what the devices of a city measure, over CoAP and MQTT, until it is stopped.",
      "The city is the registry that the broker retains."
    })
public final class SimulatorMain implements Callable<Integer> {
  private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = "broker that retains the city's registry")
  private URI broker = URI.create("mqtt://127.0.0.1:1883");

  @Option(
      names = "--local-broker",
      paramLabel = "URI",
      description = "gateways' local broker, to which plugs publish (default: that of --broker)")
  private @Nullable URI localBroker;

  @Option(
      names = "--agent",
      paramLabel = "GATEWAY=URI",
      description = "CoAP address of one gateway's agent; may be given many times")
  private Map<String, URI> agents = new LinkedHashMap<>();

  @Option(
      names = "--agents",
      paramLabel = "TEMPLATE",
      description = "CoAP address of every other gateway; {gateway} stands for its id")
  private String template = "coap://{gateway}:5683";

  @Option(
      names = "--rate",
      description =
          "city seconds per real second; other than 1 only where the agents share this city time")
  private double rate = 1;

  @Option(
      names = "--from",
      paramLabel = "INSTANT",
      description = "city time to begin at, for example 2026-03-02T05:00:00Z (default: now)")
  private @Nullable Instant from;

  @Option(names = "--seed", description = "the same seed gives the same city")
  private long seed = 1;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "longest wait for a registry on the broker")
  private int waitSeconds = 60;

  private final Clock clock;

  SimulatorMain(Clock clock) {
    this.clock = clock;
  }

  /** Exit code 0: stopped; 1: cannot run; 2: an option is not accepted. */
  public static void main(String[] args) {
    System.exit(commandLine(Clock.systemUTC()).execute(args));
  }

  static CommandLine commandLine(Clock clock) {
    return new CommandLine(new SimulatorMain(clock));
  }

  @Override
  public Integer call() throws Exception {
    if (spec == null) {
      throw new IllegalStateException("picocli did not set the command");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<RegistryEntry> registry;
    SendersConfig config;
    Clock cityTime;
    try {
      cityTime =
          rate == 1 && from == null
              ? clock
              : LapseClock.startingAt(from == null ? clock.instant() : from, rate);
      registry = RegistryFromBroker.read(broker, Duration.ofSeconds(waitSeconds));
      config = SendersConfig.to(addresses(registry), localBroker == null ? broker : localBroker);
    } catch (java.io.IOException | IllegalArgumentException e) {
      err.println(e.getMessage());
      err.flush();
      return 1;
    }
    CountDownLatch stop = new CountDownLatch(1);
    try (CitySimulator city = CitySimulator.start(registry, config, cityTime, seed)) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stop.countDown();
                    city.close();
                  },
                  "devices-stop"));
      out.println(city.devices() + " devices of " + config.coap().size() + " gateways speak");
      do {
        out.println(line(cityTime, city.status()));
        out.flush();
        Throwable failure = city.failure();
        if (failure != null) {
          err.println("The devices stopped: " + failure);
          err.flush();
          return 1;
        }
      } while (!stop.await(REPORT_EVERY.toMillis(), TimeUnit.MILLISECONDS));
    }
    return 0;
  }

  private Map<String, URI> addresses(List<RegistryEntry> registry) {
    Map<String, URI> addresses = new HashMap<>();
    for (RegistryEntry entry : registry) {
      if (entry.hasGateway()) {
        String gateway = entry.getGateway().getId();
        addresses.put(gateway, URI.create(template.replace("{gateway}", gateway)));
      }
    }
    addresses.putAll(agents);
    return addresses;
  }

  private static String line(Clock cityTime, SenderStatus status) {
    return cityTime.instant()
        + "  sent "
        + status.sent()
        + "  accepted "
        + status.accepted()
        + "  refused "
        + status.refused()
        + "  retrying "
        + status.retrying()
        + "  in flight "
        + status.inFlight()
        + (status.lastTrouble().isEmpty() ? "" : "  last trouble: " + status.lastTrouble());
  }
}
