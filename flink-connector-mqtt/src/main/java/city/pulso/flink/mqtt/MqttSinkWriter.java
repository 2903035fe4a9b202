package city.pulso.flink.mqtt;

import city.pulso.flink.mqtt.client.MessageRefusedException;
import city.pulso.flink.mqtt.client.MqttPublisher;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Hands messages to the publisher and refused ones to the handler. Task thread only. */
final class MqttSinkWriter<T> implements SinkWriter<T> {
  private final MqttPublisher publisher;
  private final MqttSerializer<T> serializer;
  private final Counter recordsSent;
  private final Counter bytesSent;
  private final Counter errors;
  private final RefusedHandler handler;
  // Filled on the connection's event loop, emptied on the task thread; at most one window.
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();

  MqttSinkWriter(
      MqttPublisher publisher,
      MqttSerializer<T> serializer,
      RefusedHandler handler,
      SinkWriterMetricGroup metrics) {
    this.publisher = publisher;
    this.serializer = serializer;
    this.handler = handler;
    this.recordsSent = metrics.getNumRecordsSendCounter();
    this.bytesSent = metrics.getNumBytesSendCounter();
    this.errors = metrics.getNumRecordsSendErrorsCounter();
    metrics.<Integer, Gauge<Integer>>gauge("unacknowledged", publisher::inFlight);
    metrics.<Integer, Gauge<Integer>>gauge("connected", () -> publisher.connected() ? 1 : 0);
    metrics.<Long, Gauge<Long>>gauge("reconnects", publisher::reconnects);
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    handleRefused();
    MqttOutgoing message = serialize(element);
    publisher
        .publishWhenRoom(message)
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                refused.add(new Refused(message, error));
              }
            });
    recordsSent.inc();
    bytesSent.inc(message.payload().length);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    publisher.awaitEmpty();
    handleRefused();
  }

  @Override
  public void close() {
    publisher.close();
  }

  private MqttOutgoing serialize(T element) throws IOException {
    try {
      return serializer.serialize(element);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the serializer failed: " + e.getMessage(), e);
    }
  }

  private void handleRefused() throws IOException {
    for (Refused next = refused.poll(); next != null; next = refused.poll()) {
      errors.inc();
      if (!(next.reason() instanceof MessageRefusedException)) {
        throw new IOException(
            "a message could not be delivered: " + next.reason().getMessage(), next.reason());
      }
      try {
        handler.refused(next.message(), String.valueOf(next.reason().getMessage()));
      } catch (Exception e) {
        throw new IOException("a message could not be delivered: " + e.getMessage(), e);
      }
    }
  }

  private record Refused(MqttOutgoing message, Throwable reason) {}
}
