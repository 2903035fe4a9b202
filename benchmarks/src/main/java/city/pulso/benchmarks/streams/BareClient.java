package city.pulso.benchmarks.streams;

import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.TelemetryBatch;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The competitor: a client that receives every batch, parses it, counts its readings and
 * acknowledges it. Arguments: port of the broker, readings to come.
 */
final class BareClient {
  private static final long SESSION_SECONDS = 3_600;

  private BareClient() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Mqtt5AsyncClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier("bench-bare")
            .serverHost("127.0.0.1")
            .serverPort(Integer.parseInt(arguments[0]))
            .buildAsync();
    Meter meter = new Meter(Long.parseLong(arguments[1]));
    AtomicLong malformed = new AtomicLong();
    client.publishes(MqttGlobalPublishFilter.ALL, message -> take(message, meter, malformed));
    connect(client, true);
    client
        .subscribeWith()
        .topicFilter("$share/bare/" + Topics.allTelemetry(Domain.AIR))
        .qos(MqttQos.AT_LEAST_ONCE)
        .send()
        .join();
    client.disconnect().join();
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    connect(client, false);
    meter.awaitEnd();
    meter.answer();
    System.out.println("malformed=" + malformed.get());
    System.out.println("done");
    // What is still queued for it must not be counted by anybody else.
    client.disconnectWith().sessionExpiryInterval(0).send().join();
    System.exit(0);
  }

  private static void connect(Mqtt5AsyncClient client, boolean clean) {
    client
        .connectWith()
        .cleanStart(clean)
        .sessionExpiryInterval(SESSION_SECONDS)
        .restrictions()
        .receiveMaximum(16_384)
        .applyRestrictions()
        .send()
        .join();
  }

  private static void take(Mqtt5Publish message, Meter meter, AtomicLong malformed) {
    try {
      TelemetryBatch batch = TelemetryBatch.parseFrom(message.getPayloadAsBytes());
      meter.count(batch.getReadingsList().stream().filter(r -> !r.hasHeartbeat()).count());
    } catch (InvalidProtocolBufferException e) {
      malformed.incrementAndGet();
    }
  }
}
