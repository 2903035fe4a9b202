package city.pulso.jobs;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.jobs.ingest.ReceiptPublisher;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Receipt;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes receipts over MQTT, QoS 1, from a connection of its own. */
final class MqttReceipts implements ReceiptPublisher {
  /** Receipts that the broker has not acknowledged; a checkpoint makes one per stream at most. */
  private static final int WINDOW = 8_192;

  private final MqttPublisher publisher;
  private final AtomicLong failed = new AtomicLong();

  MqttReceipts(MqttPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void publish(Receipt receipt) {
    var unused =
        publisher
            .publish(Topics.receipt(receipt.getGateway()), receipt.toByteArray())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    failed.incrementAndGet();
                  }
                });
  }

  @Override
  public long failed() {
    return failed.get();
  }

  @Override
  public void close() {
    publisher.close();
  }

  /** Connects in the task that publishes. */
  record Factory(MqttConnectionOptions connection, String clientId)
      implements ReceiptPublisher.Factory {
    @Override
    public ReceiptPublisher create(String name) {
      return new MqttReceipts(MqttPublisher.open(connection, clientId + "-" + name, WINDOW));
    }
  }
}
