package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.quality.QualityMemory;
import city.pulso.jobs.air.station.HourRecord;
import city.pulso.jobs.air.station.Progress;
import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Byte formats of what a station's keyed state holds; the bytes themselves are in {@link
 * BucketBytes}, {@link HourBytes}, {@link QualityBytes} and {@link ProgressBytes}. Savepoints know
 * a format by the name of its class, so the classes here are never renamed.
 */
final class AirFormats {
  static final TypeInformation<HourBucket> BUCKET =
      FormatType.of(HourBucket.class, new BucketFormat());
  static final TypeInformation<HourRecord> HOUR = FormatType.of(HourRecord.class, new HourFormat());
  static final TypeInformation<QualityMemory> QUALITY =
      FormatType.of(QualityMemory.class, new QualityFormat());
  static final TypeInformation<Progress> PROGRESS =
      FormatType.of(Progress.class, new ProgressFormat());

  private AirFormats() {}

  /** Readings of an hour. */
  static final class BucketFormat implements Format<HourBucket> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return BucketBytes.VERSION;
    }

    @Override
    public void write(HourBucket bucket, DataOutputView out) throws IOException {
      BucketBytes.write(bucket, out);
    }

    @Override
    public HourBucket read(int version, DataInputView in) throws IOException {
      return BucketBytes.read(version, in);
    }
  }

  /** What has been said about an hour. */
  static final class HourFormat implements Format<HourRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return HourBytes.VERSION;
    }

    @Override
    public void write(HourRecord hour, DataOutputView out) throws IOException {
      HourBytes.write(hour, out);
    }

    @Override
    public HourRecord read(int version, DataInputView in) throws IOException {
      return HourBytes.read(version, in);
    }
  }

  /** What quality control remembers. */
  static final class QualityFormat implements Format<QualityMemory> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return QualityBytes.VERSION;
    }

    @Override
    public void write(QualityMemory memory, DataOutputView out) throws IOException {
      QualityBytes.write(memory, out);
    }

    @Override
    public QualityMemory read(int version, DataInputView in) throws IOException {
      return QualityBytes.read(version, in);
    }
  }

  /** How far a station has come. */
  static final class ProgressFormat implements Format<Progress> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return ProgressBytes.VERSION;
    }

    @Override
    public void write(Progress progress, DataOutputView out) throws IOException {
      ProgressBytes.write(progress, out);
    }

    @Override
    public Progress read(int version, DataInputView in) throws IOException {
      return ProgressBytes.read(version, in);
    }
  }
}
