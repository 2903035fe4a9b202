package city.pulso.flink.mqtt.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttDeserializationSchema;
import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.MqttSink;
import city.pulso.flink.mqtt.MqttSource;
import city.pulso.flink.mqtt.ReadOrDeadLetter;
import java.time.Clock;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Reads temperatures from room/+/temperature and reports those above 30 °C on alarm. */
public final class HotRoomsJob {
  private HotRoomsJob() {}

  public static void main(String[] args) throws Exception {
    var env = StreamExecutionEnvironment.getExecutionEnvironment();
    build(env, args.length == 0 ? "mqtt://localhost:1883" : args[0]);
    env.execute("hot rooms");
  }

  static void build(StreamExecutionEnvironment env, String broker) {
    env.enableCheckpointing(1000); // a message is acknowledged when a checkpoint has completed
    var connection = MqttConnectionOptions.of(broker);
    var rooms =
        MqttSource.<MqttMessage>builder()
            .connection(connection)
            .topicFilter("room/+/temperature")
            .sharedGroup("hot-rooms") // so that several readers can share the load
            .clientId("hot-rooms-in") // names the sessions: never change it while messages wait
            .deserializer(MqttDeserializationSchema.raw())
            .build();
    var temperatures =
        MqttDeserializationSchema.of(
            Types.DOUBLE,
            (message, out) ->
                out.collect(Double.parseDouble(new String(message.payload(), UTF_8))));
    var read =
        env.fromSource(rooms, WatermarkStrategy.noWatermarks(), "rooms")
            .uid("rooms")
            .process(new ReadOrDeadLetter<>(temperatures, Clock.systemUTC()))
            .uid("read");
    read.getSideOutput(ReadOrDeadLetter.DEAD_LETTERS)
        .map(letter -> letter.at() + " " + letter.message() + ": " + letter.reason())
        .uid("describe")
        .sinkTo(texts(connection, "hot-rooms-dead-letters", "dead-letter"))
        .uid("dead-letters");
    read.filter(celsius -> celsius > 30)
        .uid("hot")
        .map(celsius -> celsius + " Cel")
        .uid("format")
        .sinkTo(texts(connection, "hot-rooms-out", "alarm"))
        .uid("alarms");
  }

  private static MqttSink<String> texts(
      MqttConnectionOptions connection, String clientId, String topic) {
    return MqttSink.<String>builder()
        .connection(connection)
        .clientId(clientId)
        .serializer(text -> MqttOutgoing.of(topic, text.getBytes(UTF_8)))
        .build();
  }
}
