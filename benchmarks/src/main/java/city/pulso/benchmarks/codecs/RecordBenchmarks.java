package city.pulso.benchmarks.codecs;

import city.pulso.flink.influxdb.Point;
import city.pulso.jobs.store.InfluxPoints;
import city.pulso.jobs.store.StoredPoint;
import city.pulso.schemas.Measurements;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a reading is between the operators and on its way to the store. */
@State(Scope.Thread)
public class RecordBenchmarks {
  private final TypeSerializer<StoredPoint> points = serializer(StoredPoint.class);
  private final DataOutputSerializer out = new DataOutputSerializer(1_024);
  private final DataInputDeserializer in = new DataInputDeserializer();
  private final InfluxPoints lines = new InfluxPoints();
  private final StoredPoint point = rawPoint();
  private final byte[] pointBytes = bytes(points, point);
  private Point last = line();

  private static StoredPoint rawPoint() {
    return StoredPoint.of(Measurements.AIR_RAW, 1_494_115_200_417L)
        .text("time_source", "device-clock")
        .whole("time_uncertainty_ms", 1_000)
        .text("gateway", "gw-lima-01")
        .whole("accepted_delay_ms", 2_000)
        .tag("district", "miraflores")
        .tag("station", "qhawax-17")
        .tag("device", "qhawax-17")
        .real("pm2_5_ugm3", 21.4)
        .real("pm10_ugm3", 48.25)
        .real("o3_ppb", 17.5)
        .real("no2_ppb", 22.125)
        .real("temperature_cel", 19.5)
        .real("humidity_percent", 81.0)
        .text("flags", "")
        .build();
  }

  private static <T> TypeSerializer<T> serializer(Class<T> type) {
    return TypeInformation.of(type).createSerializer(new SerializerConfigImpl());
  }

  private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) {
    DataOutputSerializer out = new DataOutputSerializer(1_024);
    try {
      serializer.serialize(value, out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.getCopyOfBuffer();
  }

  /** The raw point built from its values, as a job builds it. */
  @Benchmark
  public StoredPoint pointMade() {
    return rawPoint();
  }

  /** The raw point written for the sink's task. */
  @Benchmark
  public int pointWritten() throws IOException {
    out.clear();
    points.serialize(point, out);
    return out.length();
  }

  /** The raw point read by the sink's task. */
  @Benchmark
  public StoredPoint pointRead() throws IOException {
    in.setBuffer(pointBytes);
    return points.deserialize(in);
  }

  /** The raw point rendered as a line of line protocol. */
  @Benchmark
  public Point pointAsLine() {
    return line();
  }

  private Point line() {
    lines.convert(point, made -> last = made);
    return last;
  }
}
