package city.pulso.flink.mqtt.suite;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.broker.Broker;
import city.pulso.flink.mqtt.broker.MosquittoBroker;
import city.pulso.flink.mqtt.broker.TestBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.commons.io.FileUtils;
import org.apache.flink.connector.testframe.TestResource;
import org.junit.jupiter.api.Assumptions;

/** A broker as Flink's test suites start and stop it. */
final class SuiteBroker implements TestResource {
  @FunctionalInterface
  private interface Starter {
    Broker start(Path directory) throws Exception;
  }

  private final Starter starter;
  private Path directory;
  private Broker broker;

  private SuiteBroker(Starter starter) {
    this.starter = starter;
  }

  static SuiteBroker embedded() {
    return new SuiteBroker(TestBroker::start);
  }

  /** Skips the suite with a reason where Mosquitto is not installed. */
  static SuiteBroker mosquitto() {
    return new SuiteBroker(
        directory -> {
          Assumptions.assumeTrue(
              MosquittoBroker.program().isPresent(),
              "mosquitto is not installed; apt-get install mosquitto brings it");
          return MosquittoBroker.start(directory, "allow_anonymous true");
        });
  }

  MqttConnectionOptions connection() {
    return Objects.requireNonNull(broker, "not started").connection();
  }

  @Override
  public void startUp() throws Exception {
    directory = Files.createTempDirectory("suite-broker-");
    broker = starter.start(directory);
  }

  @Override
  public void tearDown() throws Exception {
    if (broker != null) {
      broker.close();
    }
    FileUtils.deleteQuietly(directory.toFile());
  }
}
