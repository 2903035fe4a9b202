package city.pulso.standalone;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.jobs.registrar.Registrar;
import city.pulso.jobs.registry.CityFile;
import city.pulso.schemas.v1.RegistryEntry;
import java.io.IOException;
import java.util.List;

/**
 * Publishes what the city consists of, retained, so that agents and jobs find it whenever they ask.
 */
final class RegistryAnnouncer {
  private RegistryAnnouncer() {}

  /**
   * Returns when the broker has acknowledged every entry.
   *
   * @throws IOException if it has not within a minute
   */
  static void announce(String broker, List<RegistryEntry> entries) throws IOException {
    try {
      new Registrar(MqttConnectionOptions.of(broker)).publish(CityFile.messages(entries), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while publishing the registry", e);
    }
  }
}
