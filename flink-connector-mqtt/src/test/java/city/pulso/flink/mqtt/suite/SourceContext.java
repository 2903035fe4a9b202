package city.pulso.flink.mqtt.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttDeserializationSchema;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.MqttSource;
import city.pulso.flink.mqtt.client.MqttPublisher;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;

/**
 * Topics of its own for one case of the suite. The suite writes before its job starts, and MQTT
 * keeps messages only for sessions, so the sessions exist already: as if the job was down.
 */
final class SourceContext implements DataStreamSourceExternalContext<String> {
  /** How records begin that have come in the order in which they were written. */
  static final String IN_ORDER = "in order";

  private static final int RECORDS = 25;
  private static final Duration IDLE = Duration.ofSeconds(3); // silence of a busy machine, too

  private final MqttConnectionOptions connection;
  private final int subscribers;
  private final String name = "suite-" + UUID.randomUUID();
  private final AtomicInteger writers = new AtomicInteger();

  /**
   * @param subscribers 1 = one session, not shared
   */
  SourceContext(MqttConnectionOptions connection, int subscribers) {
    this.connection = connection;
    this.subscribers = subscribers;
    String subscription = shared() ? "$share/" + name + "/" + filter() : filter();
    for (int subscriber = 0; subscriber < subscribers; subscriber++) {
      Recorder.open(connection, name + "-" + subscriber, subscription).close();
    }
  }

  @Override
  public Source<String, ?, ?> createSource(TestingSourceSettings settings) {
    return MqttSource.<String>builder()
        .connection(connection)
        .topicFilter(filter())
        .sharedGroup(shared() ? name : null)
        .subscribers(subscribers)
        .clientId(name)
        .endWhenIdle(settings.getBoundedness() == Boundedness.BOUNDED ? IDLE : null)
        .deserializer(
            MqttDeserializationSchema.of(
                Types.STRING, (message, out) -> out.collect(new String(message.payload(), UTF_8))))
        .build();
  }

  @Override
  public ExternalSystemSplitDataWriter<String> createSourceSplitDataWriter(
      TestingSourceSettings settings) {
    return new Writer(name + "/" + writers.getAndIncrement());
  }

  @Override
  public List<String> generateTestData(TestingSourceSettings settings, int splitIndex, long seed) {
    String order = shared() ? "in any order" : IN_ORDER;
    return IntStream.range(0, RECORDS)
        .mapToObj(i -> String.join(" ", order, name, "" + splitIndex, "" + seed, "" + i))
        .toList();
  }

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }

  @Override
  public List<URL> getConnectorJarPaths() {
    return List.of();
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return shared() ? subscribers + " subscribers of a shared subscription" : "one subscriber";
  }

  private boolean shared() {
    return subscribers > 1;
  }

  private String filter() {
    return name + "/#";
  }

  /** One topic stands for what the suite calls a split. */
  private final class Writer implements ExternalSystemSplitDataWriter<String> {
    private final String topic;

    Writer(String topic) {
      this.topic = topic;
    }

    @Override
    public void writeRecords(List<String> records) {
      try (var publisher = MqttPublisher.open(connection, "writer-" + UUID.randomUUID(), 100)) {
        for (String each : records) {
          publisher.publishWhenRoom(MqttOutgoing.of(topic, each.getBytes(UTF_8))).join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {}
  }
}
