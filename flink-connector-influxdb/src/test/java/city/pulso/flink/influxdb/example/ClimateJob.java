package city.pulso.flink.influxdb.example;

import city.pulso.flink.influxdb.FieldType;
import city.pulso.flink.influxdb.InfluxApi;
import city.pulso.flink.influxdb.InfluxSink;
import city.pulso.flink.influxdb.MeasurementSpec;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Writes a thousand points of an invented climate. */
public final class ClimateJob {
  /** Declared once: a point that does not agree with it cannot be built. */
  private static final MeasurementSpec CLIMATE =
      MeasurementSpec.named("climate")
          .tag("room")
          .field("temperature_cel", FieldType.FLOAT, "Cel")
          .field("people", FieldType.INTEGER, "{people}")
          .build();

  private ClimateJob() {}

  public static void main(String[] args) throws Exception {
    var env = StreamExecutionEnvironment.getExecutionEnvironment();
    build(env, args.length == 0 ? "http://localhost:8086" : args[0]);
    env.execute("climate");
  }

  static void build(StreamExecutionEnvironment env, String influxDb) {
    env.enableCheckpointing(1000); // completes only after the points before it are stored
    InfluxSink<Long> store =
        InfluxSink.<Long>builder()
            .url(influxDb)
            .api(InfluxApi.V1) // V2 for 2.x and 3.x, with org, bucket and tokenFile
            .bucket("home")
            .maxConcurrentRequests(2)
            .converter(
                (minute, points) ->
                    points.accept(
                        CLIMATE
                            .at(1_700_000_000_000L + minute * 60_000)
                            .tag("room", minute % 2 == 0 ? "kitchen" : "living room")
                            .field("temperature_cel", 20 + Math.sin(minute / 100.0))
                            .field("people", minute % 4)
                            .build()))
            .rejected(point -> System.err.println(point.reason() + ": " + point.line()))
            .build();
    env.fromSequence(1, 1000).uid("minutes").sinkTo(store).uid("store");
  }
}
