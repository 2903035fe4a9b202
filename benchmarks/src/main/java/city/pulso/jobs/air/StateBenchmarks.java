package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.index.UsEpaAqi;
import city.pulso.jobs.air.quality.AirSample;
import city.pulso.jobs.air.quality.QualityConfig;
import city.pulso.jobs.air.quality.QualityControl;
import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.quality.Quantity;
import city.pulso.jobs.air.station.HeapStore;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.air.station.StationAir;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A station's state as bytes, three hours after it began: what is read when a station comes into
 * memory and written when it leaves. The hour at hand holds 40 readings of six pollutants.
 */
@State(Scope.Thread)
public class StateBenchmarks {
  private static final long HOUR_MS = 3_600_000L;
  private static final long MINUTE_MS = 60_000L;
  private static final long T0 = 400_000L * HOUR_MS;
  private static final int MINUTES = 220;

  private final Measured<QualityMemory> quality;
  private final Measured<HourBucket> bucket;
  private final Measured<HourRecord> hour;
  private final Measured<Progress> progress;

  /** Makes the state with the rules themselves. */
  public StateBenchmarks() {
    StationAir rules = new StationAir(new QualityControl(QualityConfig.standard()), new UsEpaAqi());
    HeapStore store = new HeapStore();
    try {
      for (int minute = 0; minute < MINUTES; minute++) {
        rules.reading(store, sample(minute), 60, false);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    quality = new Measured<>(AirFormats.QUALITY, store.quality());
    bucket = new Measured<>(AirFormats.BUCKET, store.bucket(T0 + 3 * HOUR_MS));
    hour = new Measured<>(AirFormats.HOUR, Objects.requireNonNull(store.hour(T0 + 2 * HOUR_MS)));
    progress = new Measured<>(AirFormats.PROGRESS, store.progress());
  }

  private static AirSample sample(int minute) {
    double wave = Math.sin(minute * 0.37);
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    values.put(Quantity.PM2_5, hundredths(21 + 4 * wave));
    values.put(Quantity.PM10, hundredths(48 + 9 * wave));
    values.put(Quantity.O3, hundredths(17 + 5 * wave));
    values.put(Quantity.NO2, hundredths(22 + 6 * wave));
    values.put(Quantity.SO2, hundredths(4 + wave));
    values.put(Quantity.CO, hundredths(0.6 + 0.2 * wave));
    values.put(Quantity.TEMPERATURE, hundredths(19 + wave));
    values.put(Quantity.HUMIDITY, hundredths(80 + 3 * wave));
    return new AirSample(T0 + minute * MINUTE_MS, 60, values, minute + 1, null);
  }

  /** As devices write them. */
  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  @Benchmark
  public QualityMemory qualityRead() throws IOException {
    return quality.read();
  }

  @Benchmark
  public int qualityWritten() throws IOException {
    return quality.write();
  }

  @Benchmark
  public HourBucket readingsOfAnHourRead() throws IOException {
    return bucket.read();
  }

  @Benchmark
  public int readingsOfAnHourWritten() throws IOException {
    return bucket.write();
  }

  @Benchmark
  public HourRecord hourRead() throws IOException {
    return hour.read();
  }

  @Benchmark
  public int hourWritten() throws IOException {
    return hour.write();
  }

  @Benchmark
  public Progress progressRead() throws IOException {
    return progress.read();
  }

  @Benchmark
  public int progressWritten() throws IOException {
    return progress.write();
  }

  /** A value and its bytes. */
  private static final class Measured<T> {
    private final TypeSerializer<T> serializer;
    private final T value;
    private final byte[] bytes;
    private final DataOutputSerializer out = new DataOutputSerializer(8_192);
    private final DataInputDeserializer in = new DataInputDeserializer();

    Measured(TypeInformation<T> type, T value) {
      this.serializer = type.createSerializer(new SerializerConfigImpl());
      this.value = value;
      try {
        serializer.serialize(value, out);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      this.bytes = out.getCopyOfBuffer();
    }

    T read() throws IOException {
      in.setBuffer(bytes);
      return serializer.deserialize(in);
    }

    int write() throws IOException {
      out.clear();
      serializer.serialize(value, out);
      return out.length();
    }
  }
}
