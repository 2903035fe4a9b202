package city.pulso.flink.mqtt.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.MqttSink;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.testframe.external.ExternalSystemDataReader;
import org.apache.flink.connector.testframe.external.sink.DataStreamSinkV2ExternalContext;
import org.apache.flink.connector.testframe.external.sink.TestingSinkSettings;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A topic of its own for one case of the suite, and a session that records what comes there. */
final class SinkContext implements DataStreamSinkV2ExternalContext<String> {
  private static final int RECORDS = 60;

  private final MqttConnectionOptions connection;
  private final String name = "suite-" + UUID.randomUUID();
  private final Recorder recorder;

  SinkContext(MqttConnectionOptions connection) {
    this.connection = connection;
    this.recorder = Recorder.open(connection, name + "-recorder", name);
  }

  @Override
  public Sink<String> createSink(TestingSinkSettings settings) {
    String topic = name; // the serializer travels to the cluster, this context does not
    return MqttSink.<String>builder()
        .connection(connection)
        .clientId(name)
        .serializer(text -> MqttOutgoing.of(topic, text.getBytes(UTF_8)))
        .build();
  }

  @Override
  public ExternalSystemDataReader<String> createSinkDataReader(TestingSinkSettings settings) {
    return new FromTheStart(recorder.payloads());
  }

  @Override
  public List<String> generateTestData(TestingSinkSettings settings, long seed) {
    return IntStream.range(0, RECORDS).mapToObj(i -> seed + " " + i).toList();
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
  public void close() {
    recorder.close();
  }

  @Override
  public String toString() {
    return "QoS 1";
  }

  private static final class FromTheStart implements ExternalSystemDataReader<String> {
    private final List<String> all;
    private int position;

    FromTheStart(List<String> all) {
      this.all = all;
    }

    @Override
    public List<String> poll(Duration timeout) {
      try {
        Awaitility.await().atMost(timeout).until(() -> all.size() > position);
      } catch (ConditionTimeoutException nothingNew) {
        return List.of();
      }
      List<String> polled = List.copyOf(all.subList(position, all.size()));
      position += polled.size();
      return polled;
    }

    @Override
    public void close() {}
  }
}
