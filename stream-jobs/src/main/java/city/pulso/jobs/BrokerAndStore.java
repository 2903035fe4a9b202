package city.pulso.jobs;

import city.pulso.flink.influxdb.InfluxApi;
import city.pulso.flink.influxdb.InfluxSink;
import city.pulso.flink.mqtt.Acknowledgement;
import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttDeserializationSchema;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.MqttSink;
import city.pulso.flink.mqtt.MqttSource;
import city.pulso.flink.mqtt.SessionMode;
import city.pulso.jobs.ingest.ReceiptPublisher;
import city.pulso.jobs.state.StateMessage;
import city.pulso.jobs.store.DeliveryDelay;
import city.pulso.jobs.store.InfluxPoints;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Alert;
import city.pulso.schemas.v1.Domain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The ports of a running city: one MQTT broker, one store that speaks InfluxDB's protocol. */
final class BrokerAndStore implements JobPorts {
  /** Batches per subscriber between two checkpoints; the gateways' windows keep it far below. */
  private static final int RECEIVE_MAXIMUM = 16_384;

  /**
   * Entries of the registry under way: the most there can be, because Mosquitto 2.0.11 sends
   * retained messages without looking at Receive Maximum, and a client that gets too many hangs up.
   */
  private static final int REGISTRY_RECEIVE_MAXIMUM = 65_535;

  private final JobConfig config;
  private final String job;
  private final Clock clock;

  /**
   * @param job name that no other job of the city uses; part of every client id
   */
  BrokerAndStore(JobConfig config, String job, Clock clock) {
    this.clock = clock;
    this.config = config;
    this.job = job;
  }

  @Override
  public DataStream<MqttMessage> telemetry(StreamExecutionEnvironment env, Domain domain) {
    MqttSource<MqttMessage> source =
        MqttSource.<MqttMessage>builder()
            .connection(connection(config))
            .topicFilter(Topics.allTelemetry(domain))
            .sharedGroup(config.sharedGroup())
            .clientId(clientId("telemetry"))
            .session(SessionMode.PERSISTENT)
            .receiveMaximum(RECEIVE_MAXIMUM)
            .deserializer(MqttDeserializationSchema.raw())
            .build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "Telemetry")
        .uid("telemetry-source")
        .name("Telemetry of " + Topics.level(domain));
  }

  @Override
  public DataStream<MqttMessage> registry(StreamExecutionEnvironment env) {
    MqttSource<MqttMessage> source =
        MqttSource.<MqttMessage>builder()
            .connection(connection(config))
            .topicFilter(Topics.ALL_REGISTRY)
            .clientId(clientId("registry"))
            .session(SessionMode.FRESH)
            .receiveMaximum(REGISTRY_RECEIVE_MAXIMUM)
            // a new session is sent all of it again, so no checkpoint need be waited for
            .acknowledgement(Acknowledgement.AFTER_EMISSION)
            .deserializer(MqttDeserializationSchema.raw())
            .build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "Registry")
        .uid("registry-source")
        .name("Registry")
        .setParallelism(1);
  }

  @Override
  public ReceiptPublisher.Factory receipts(Domain domain) {
    return new MqttReceipts.Factory(connection(config), clientId("receipts"));
  }

  @Override
  public void points(DataStream<StoredPoint> points) {
    InfluxSink<StoredPoint> sink =
        InfluxSink.<StoredPoint>builder()
            .url(config.storeUrl())
            .api(config.storeApi() == JobConfig.StoreApi.V1 ? InfluxApi.V1 : InfluxApi.V2)
            .org(config.storeOrg())
            .bucket(config.storeBucket())
            .tokenFile(config.storeTokenFile() == null ? null : Path.of(config.storeTokenFile()))
            .converter(new InfluxPoints())
            .observer(new DeliveryDelay(job, clock))
            .build();
    points.sinkTo(sink).uid("store-sink").name("Store");
  }

  @Override
  public void alerts(DataStream<Alert> alerts) {
    MqttSink<Alert> sink =
        MqttSink.<Alert>builder()
            .connection(connection(config))
            .clientId(clientId("alerts"))
            .serializer(
                alert ->
                    MqttOutgoing.of(
                        Topics.alert(alert.getKind(), alert.getSubject()), alert.toByteArray()))
            .build();
    alerts.sinkTo(sink).uid("alert-sink").name("Alerts");
  }

  @Override
  public void states(DataStream<StateMessage> states) {
    MqttSink<StateMessage> sink =
        MqttSink.<StateMessage>builder()
            .connection(connection(config))
            .clientId(clientId("states"))
            .serializer(
                state ->
                    MqttOutgoing.retained(
                        Topics.state(state.kind(), state.id()),
                        state.json().getBytes(StandardCharsets.UTF_8)))
            .build();
    states.sinkTo(sink).uid("state-sink").name("Latest states");
  }

  private String clientId(String use) {
    return config.clientIdPrefix() + "-" + job + "-" + use;
  }

  private static MqttConnectionOptions connection(JobConfig config) {
    MqttConnectionOptions plain = MqttConnectionOptions.of(config.brokerUri());
    String user = config.brokerUser();
    String passwordFile = config.brokerPasswordFile();
    return user == null || passwordFile == null
        ? plain
        : plain.withCredentials(user, Path.of(passwordFile));
  }
}
