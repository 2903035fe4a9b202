package city.pulso.standalone;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.jobs.registry.CityFile;
import city.pulso.schemas.v1.RegistryEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes what the city consists of, retained, so that agents and jobs find it whenever they ask.
 */
final class RegistryAnnouncer {
  private static final int IN_FLIGHT = 256;
  private static final long LIMIT_SECONDS = 60;

  private RegistryAnnouncer() {}

  /**
   * Returns when the broker has acknowledged every entry.
   *
   * @throws IOException if it has not within a minute
   */
  static void announce(String broker, List<RegistryEntry> entries) throws IOException {
    try (MqttPublisher publisher =
        MqttPublisher.open(MqttConnectionOptions.of(broker), "pulso-registrar", IN_FLIGHT)) {
      List<CompletableFuture<Void>> published = new ArrayList<>();
      for (Map.Entry<String, byte[]> message : CityFile.messages(entries).entrySet()) {
        published.add(
            publisher.publishWhenRoom(MqttOutgoing.retained(message.getKey(), message.getValue())));
      }
      CompletableFuture.allOf(published.toArray(CompletableFuture[]::new))
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while publishing the registry", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the registry could not be published", e);
    }
  }
}
