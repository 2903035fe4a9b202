package city.pulso.flink.mqtt;

import city.pulso.flink.mqtt.client.MqttPublisher;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.jspecify.annotations.Nullable;

/** Hands messages to the publisher and reports the first that the broker refused. Task thread. */
final class MqttSinkWriter<T> implements SinkWriter<T> {
  private final MqttPublisher publisher;
  private final MqttSerializer<T> serializer;
  private final Counter recordsSent;
  private final Counter bytesSent;
  private final Counter errors;
  private final AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();

  MqttSinkWriter(
      MqttPublisher publisher, MqttSerializer<T> serializer, SinkWriterMetricGroup metrics) {
    this.publisher = publisher;
    this.serializer = serializer;
    this.recordsSent = metrics.getNumRecordsSendCounter();
    this.bytesSent = metrics.getNumBytesSendCounter();
    this.errors = metrics.getNumRecordsSendErrorsCounter();
    metrics.<Integer, Gauge<Integer>>gauge("unacknowledged", publisher::inFlight);
    metrics.<Integer, Gauge<Integer>>gauge("connected", () -> publisher.connected() ? 1 : 0);
    metrics.<Long, Gauge<Long>>gauge("reconnects", publisher::reconnects);
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    throwIfRefused();
    MqttOutgoing message = serialize(element);
    publisher
        .publishWhenRoom(message)
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                refused.compareAndSet(null, error);
              }
            });
    recordsSent.inc();
    bytesSent.inc(message.payload().length);
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    publisher.awaitEmpty();
    throwIfRefused();
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

  private void throwIfRefused() throws IOException {
    Throwable reason = refused.get();
    if (reason != null) {
      errors.inc();
      throw new IOException("a message could not be delivered: " + reason.getMessage(), reason);
    }
  }
}
