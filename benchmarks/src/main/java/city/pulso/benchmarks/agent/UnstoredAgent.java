package city.pulso.benchmarks.agent;

import city.pulso.edge.EdgeAgentConfig;
import city.pulso.edge.coap.CoapConfig;
import city.pulso.edge.coap.CoapIngress;
import city.pulso.edge.identity.Identities;
import city.pulso.edge.intake.Devices;
import city.pulso.edge.intake.Intake;
import city.pulso.edge.intake.Refusals;
import city.pulso.edge.spool.Heard;
import city.pulso.edge.spool.Incoming;
import city.pulso.edge.spool.ReadingStore;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agent's own CoAP server with all it does to a message (decoding, identity, device sequences,
 * rates, counts) except that a store which keeps nothing says yes at once. A process of its own.
 */
public final class UnstoredAgent {
  private UnstoredAgent() {}

  /** Arguments: the gateway's registry entry, a directory, the port on loopback. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Gateway entry = Gateway.parseFrom(Files.readAllBytes(Path.of(arguments[0])));
    Clock clock = Clock.systemUTC();
    Devices devices = new Devices();
    devices.take(entry);
    Identities identities = Identities.none();
    Intake intake =
        new Intake(
            entry.getId(),
            new YesStore(),
            devices,
            identities,
            new Refusals(entry.getId(), System::nanoTime),
            EdgeAgentConfig.DEVICE_RATE,
            clock);
    try (CoapIngress ingress =
        CoapIngress.start(
            new CoapConfig(
                InetAddress.getLoopbackAddress().getHostAddress(),
                Integer.parseInt(arguments[2]),
                16_384),
            Path.of(arguments[1]),
            entry.getId(),
            devices,
            identities,
            intake,
            clock,
            () -> "{}",
            null)) {
      Thread.currentThread().join();
    }
  }

  /** Remembers which readings it has heard, as the spool does, and nothing else of them. */
  private static final class YesStore implements ReadingStore {
    private static final CompletableFuture<Void> YES = CompletableFuture.completedFuture(null);

    private final Map<String, Heard> devices = new ConcurrentHashMap<>();

    @Override
    public CompletableFuture<Void> store(Domain domain, List<Incoming> readings) {
      for (Incoming each : readings) {
        each.name()
            .ifPresent(
                name ->
                    devices.merge(
                        name.device(),
                        Heard.NOTHING.with(name),
                        (before, first) -> before.with(name)));
      }
      return YES;
    }

    @Override
    public Heard heard(String device) {
      return devices.getOrDefault(device, Heard.NOTHING);
    }
  }
}
