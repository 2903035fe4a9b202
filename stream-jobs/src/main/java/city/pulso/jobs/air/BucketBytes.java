package city.pulso.jobs.air;

import city.pulso.jobs.air.average.HourBucket;
import city.pulso.jobs.air.pollutant.Pollutant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of the readings of an hour. Version 2 added the reasons; since version 3 an hour lies in
 * state as in memory, see {@link HourBucket}. Enums by ordinal: append only.
 */
final class BucketBytes {
  static final int VERSION = 3;

  private static final Pollutant[] POLLUTANTS = Pollutant.values();

  private BucketBytes() {}

  static void write(HourBucket bucket, DataOutputView out) throws IOException {
    bucket.writeTo(out);
  }

  static HourBucket read(int version, DataInputView in) throws IOException {
    if (version >= 3) {
      return HourBucket.readFrom(in);
    }
    int size = in.readInt();
    List<HourBucket.Slot> slots = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      long atMs = in.readLong();
      int coversS = in.readInt();
      boolean flagged = in.readBoolean();
      int reasons = version < 2 ? 0 : in.readInt();
      int count = in.readByte();
      Map<Pollutant, Double> accepted = new EnumMap<>(Pollutant.class);
      for (int k = 0; k < count; k++) {
        Pollutant pollutant = POLLUTANTS[in.readByte()];
        accepted.put(pollutant, in.readDouble());
      }
      slots.add(new HourBucket.Slot(atMs, coversS, accepted, flagged, reasons));
    }
    return HourBucket.of(slots);
  }
}
