package city.pulso.flink.mqtt;

import city.pulso.flink.mqtt.client.MqttPublisher;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Publishes with QoS 1, at least once: a checkpoint completes only after the broker has
 * acknowledged everything written before it. A publish that a lost connection interrupted is
 * published again, so a subscriber may see it twice. Messages of one subtask are published in
 * order; a key that always goes to the same subtask keeps its order.
 *
 * <p>While the window is full or the broker is away the sink waits, which is back pressure; it
 * fails the job only for what waiting cannot mend: refused credentials, and, unless a {@link
 * RefusedHandler} says otherwise, a refused message.
 */
public final class MqttSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1;

  private final MqttConnectionOptions connection;
  private final String clientId;
  private final int maxInFlight;
  private final MqttSerializer<T> serializer;
  private final RefusedHandler refused;

  MqttSink(
      MqttConnectionOptions connection,
      String clientId,
      int maxInFlight,
      MqttSerializer<T> serializer,
      RefusedHandler refused) {
    this.connection = connection;
    this.clientId = clientId;
    this.maxInFlight = maxInFlight;
    this.serializer = serializer;
    this.refused = refused;
  }

  public static <T> MqttSinkBuilder<T> builder() {
    return new MqttSinkBuilder<>();
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    String id = clientId + "-" + context.getTaskInfo().getIndexOfThisSubtask();
    return new MqttSinkWriter<>(
        MqttPublisher.open(connection, id, maxInFlight),
        serializer,
        refused,
        context.metricGroup());
  }
}
