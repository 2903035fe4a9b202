package city.pulso.standalone;

import city.pulso.alerting.AlertingConfig;
import city.pulso.alerting.AlertingServer;
import city.pulso.alerting.console.ConsoleConfig;
import city.pulso.alerting.text.Language;
import city.pulso.simulator.device.SendersConfig;
import city.pulso.standalone.flink.JobStanding;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every part of the city, started in the order in which they need each other.
 *
 * <p>Who listens starts before who speaks: alerting before the jobs, the jobs before the gateways,
 * the gateways before the devices. The end is the reverse, with a last checkpoint in between, so
 * that the next start finds nothing in flight.
 *
 * <p>Threads: one starts and closes; any may ask in between.
 */
final class City implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(City.class);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LAST_RECEIPTS = Duration.ofMillis(2_500);

  private final CityPlan plan;
  private final Clock clock;
  private final Ports ports;
  private final Told told;
  private final DataDirectory data;
  private final Terminal terminal;
  private final Engine engine;
  private @Nullable AlertingServer alerting;
  private @Nullable Gateways gateways;
  private @Nullable Devices devices;
  private Flow lastFlow = new Flow(0, 0, 0, 0, Map.of(), 0);

  City(
      CityPlan plan,
      Clock clock,
      Ports ports,
      Told told,
      DataDirectory data,
      Terminal terminal,
      Engine engine) {
    this.plan = plan;
    this.clock = clock;
    this.ports = ports;
    this.told = told;
    this.data = data;
    this.terminal = terminal;
    this.engine = engine;
  }

  /**
   * Starts everything.
   *
   * @param external the user's own store; null: the embedded one
   * @param begun city time at which this city began, at its very first start
   * @param position city time from which recorded devices send
   */
  void start(@Nullable Store external, Instant begun, Instant position) throws Exception {
    Store store =
        terminal.step("starting broker, store and Flink", () -> engine.startServers(external));
    String address = engine.broker();
    terminal.step(
        "publishing the registry: " + plan.extent(),
        () -> {
          RegistryAnnouncer.announce(address, plan.registry());
          return plan;
        });
    AlertingServer startedAlerting =
        terminal.step("starting alerting", () -> AlertingServer.start(alerting(address), clock));
    alerting = startedAlerting;
    await("alerting at the broker", () -> startedAlerting.status().connected());
    terminal.step(
        "starting the jobs: " + String.join(", ", Jobs.NAMES),
        () -> {
          engine.startJobs(store);
          await("the jobs", () -> engine.standings().stream().allMatch(JobStanding::running));
          return engine;
        });
    Gateways startedGateways =
        terminal.step(
            "starting %d gateways".formatted(plan.gateways().size()),
            () -> Gateways.start(plan.gateways(), data.of("gateways"), ports.coap, address, clock));
    gateways = startedGateways;
    await("the gateways at the broker", startedGateways::ready);
    devices =
        terminal.step(
            "starting the devices",
            () ->
                Devices.of(
                    plan,
                    SendersConfig.to(startedGateways.coapUris(), URI.create(address)),
                    clock,
                    begun,
                    position));
  }

  private AlertingConfig alerting(String address) {
    return AlertingConfig.local(data.of("alerting"), URI.create(address))
        .withCity(plan.name(), plan.zone(), Language.ENGLISH)
        .withConsole(ConsoleConfig.local(ports.console))
        .withReceivers(told.receivers(), told.routes())
        .withSigns(told.signs());
  }

  /** Where to look, one line each. */
  List<String> addresses() {
    List<String> lines = new ArrayList<>();
    AlertingServer console = alerting;
    if (console != null) {
      lines.add("  console  " + console.consoleUri() + "?token=" + token(console));
    }
    lines.addAll(engine.addresses());
    lines.add(
        "  CoAP     coap://127.0.0.1:%d to %d  (one port per gateway; POST /t)"
            .formatted(ports.coap, ports.coap + plan.gateways().size() - 1));
    lines.add(
        "  MQTT     %s  (devices: local/GATEWAY/tele/DEVICE/SENSOR)".formatted(engine.broker()));
    return lines;
  }

  private static String token(AlertingServer console) {
    try {
      return Files.readString(console.tokenFile()).strip();
    } catch (IOException e) {
      return "(in " + console.tokenFile() + ")";
    }
  }

  /** Where the readings are. */
  Flow flow() {
    Gateways agents = gateways;
    return FlowMeter.of(agents == null ? List.of() : agents.statuses(), engine.dropped());
  }

  /** Where they were when the gateways were closed. */
  Flow lastFlow() {
    return lastFlow;
  }

  long openAlerts() {
    AlertingServer server = alerting;
    return server == null ? 0 : server.status().openAlerts();
  }

  /** City time before which every message has been answered. */
  Instant position() {
    Devices sending = devices;
    return sending == null ? clock.instant() : sending.position();
  }

  /** What is not as it should be, a few words each. */
  List<String> trouble() {
    List<String> trouble = new ArrayList<>();
    engine.standings().stream()
        .filter(job -> !job.running())
        .map(job -> "job " + job.name() + " " + job.state().toLowerCase(Locale.ROOT))
        .forEach(trouble::add);
    trouble.addAll(engine.trouble());
    Devices sending = devices;
    if (sending != null) {
      if (sending.failure() != null) {
        trouble.add("DEVICES STOPPED: " + sending.failure());
      } else if (sending.status().retrying() > 0) {
        trouble.add(sending.status().retrying() + " messages sent again");
      }
      if (sending.ended() && sending.failure() == null) {
        trouble.add("replay finished");
      }
    }
    return trouble;
  }

  /** Ends everything, in order; at most some seconds each, whatever happens. */
  @Override
  public void close() {
    end("devices", devices);
    if (engine.checkpoint()) {
      waitFor(() -> flow().waiting() == 0, LAST_RECEIPTS);
    }
    lastFlow = flow();
    end("gateways", gateways);
    engine.endJobs();
    end("alerting", alerting);
    engine.close();
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

  private static void await(String what, BooleanSupplier condition) throws IOException {
    if (!waitFor(condition, PATIENCE)) {
      throw new IOException(what + ": not there after " + PATIENCE.toSeconds() + " s");
    }
  }

  private static boolean waitFor(BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || Thread.interrupted()) {
        return false;
      }
      LockSupport.parkNanos(20_000_000);
    }
    return true;
  }
}
