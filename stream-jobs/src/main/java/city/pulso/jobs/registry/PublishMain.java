package city.pulso.jobs.registry;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.client.MqttPublisher;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Publishes a city file, retained: what agents and jobs take from then on. Nothing is published
 * when the file has a problem. An entry that is no longer in the file stays at the broker.
 */
@Command(
    name = "pulso-registry",
    mixinStandardHelpOptions = true,
    version = "pulso-registry 0.1.0",
    description = "Checks a city file and publishes it, retained, on the broker.")
public final class PublishMain implements Callable<Integer> {
  private static final int IN_FLIGHT = 256;
  private static final long LIMIT_SECONDS = 60;

  @Option(
      names = "--broker",
      paramLabel = "URI",
      defaultValue = "mqtt://127.0.0.1:1883",
      description = "MQTT broker (default: ${DEFAULT-VALUE}).")
  private URI broker = URI.create("mqtt://127.0.0.1:1883");

  @Option(names = "--broker-user", description = "User at the broker.")
  private @Nullable String user;

  @Option(names = "--broker-password-file", description = "File with the user's password.")
  private @Nullable Path passwordFile;

  @Parameters(paramLabel = "FILE", description = "For example config/lima.yaml.")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  private PublishMain() {}

  /** Exit code 0: the broker has acknowledged every entry; 1: it has not; 2: file or options. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PublishMain()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Map<String, byte[]> messages = CityFile.messages(CityFile.read(file));
      publish(messages);
      spec.commandLine().getOut().println(messages.size() + " entries published on " + broker);
      return CommandLine.ExitCode.OK;
    } catch (CityFileException e) {
      err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (IOException | ExecutionException | TimeoutException e) {
      err.println("the registry could not be published on " + broker + ": " + e);
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private void publish(Map<String, byte[]> messages)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    MqttConnectionOptions options = MqttConnectionOptions.of(broker);
    if (user != null && passwordFile != null) {
      options = options.withCredentials(user, passwordFile);
    }
    try (MqttPublisher publisher = MqttPublisher.open(options, "pulso-registry", IN_FLIGHT)) {
      List<CompletableFuture<Void>> published = new ArrayList<>();
      for (Map.Entry<String, byte[]> message : messages.entrySet()) {
        published.add(
            publisher.publishWhenRoom(MqttOutgoing.retained(message.getKey(), message.getValue())));
      }
      CompletableFuture.allOf(published.toArray(CompletableFuture[]::new))
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
  }
}
