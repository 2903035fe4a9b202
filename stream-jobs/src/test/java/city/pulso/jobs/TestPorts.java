package city.pulso.jobs;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.jobs.ingest.ReceiptPublisher;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Receipt;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Ports that play what a test brings, the telemetry within a second, so that the registry is there
 * before its end, and keep what the job says. One job at a time.
 */
public final class TestPorts implements JobPorts {
  public static final List<StoredPoint> POINTS = new CopyOnWriteArrayList<>();
  public static final List<Alert> ALERTS = new CopyOnWriteArrayList<>();
  public static final List<StateMessage> STATES = new CopyOnWriteArrayList<>();

  private final List<MqttMessage> registry;
  private final List<MqttMessage> telemetry;

  public TestPorts(List<MqttMessage> registry, List<MqttMessage> telemetry) {
    this.registry = registry;
    this.telemetry = telemetry;
    POINTS.clear();
    ALERTS.clear();
    STATES.clear();
  }

  @Override
  public DataStream<MqttMessage> telemetry(StreamExecutionEnvironment env, Domain domain) {
    return source(env, telemetry, "telemetry-source", Math.max(1, telemetry.size()));
  }

  @Override
  public DataStream<MqttMessage> registry(StreamExecutionEnvironment env) {
    return source(env, registry, "registry-source", 1_000_000);
  }

  @Override
  public ReceiptPublisher.Factory receipts(Domain domain) {
    return new NoReceipts();
  }

  @Override
  public void points(DataStream<StoredPoint> points) {
    points.sinkTo(new Keep<>("points")).uid("points").name("points");
  }

  @Override
  public void alerts(DataStream<Alert> alerts) {
    alerts.sinkTo(new Keep<>("alerts")).uid("alerts").name("alerts");
  }

  @Override
  public void states(DataStream<StateMessage> states) {
    states.sinkTo(new Keep<>("states")).uid("states").name("states");
  }

  private static DataStream<MqttMessage> source(
      StreamExecutionEnvironment env, List<MqttMessage> given, String uid, int perSecond) {
    String[] topics = given.stream().map(MqttMessage::topic).toArray(String[]::new);
    byte[][] payloads = given.stream().map(MqttMessage::payload).toArray(byte[][]::new);
    DataGeneratorSource<MqttMessage> source =
        new DataGeneratorSource<>(
            index -> new MqttMessage(topics[index.intValue()], payloads[index.intValue()], false),
            given.size(),
            RateLimiterStrategy.perSecond(perSecond),
            TypeInformation.of(MqttMessage.class));
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), uid)
        .setParallelism(1)
        .uid(uid)
        .name(uid);
  }

  private record NoReceipts() implements ReceiptPublisher, ReceiptPublisher.Factory {
    @Override
    public ReceiptPublisher create(String name) {
      return this;
    }

    @Override
    public void publish(Receipt receipt) {}

    @Override
    public long failed() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private record Keep<T>(String where) implements Sink<T> {
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(T element, Context writing) {
          switch (where) {
            case "points" -> POINTS.add((StoredPoint) element);
            case "alerts" -> ALERTS.add((Alert) element);
            default -> STATES.add((StateMessage) element);
          }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
