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

/** Bytes of the readings of an hour. Version 2 added the reasons. Enums by ordinal: append only. */
final class BucketBytes {
  static final int VERSION = 2;

  private static final Pollutant[] POLLUTANTS = Pollutant.values();

  private BucketBytes() {}

  static void write(HourBucket bucket, DataOutputView out) throws IOException {
    out.writeInt(bucket.slots().size());
    for (HourBucket.Slot slot : bucket.slots()) {
      out.writeLong(slot.atMs());
      out.writeInt(slot.coversS());
      out.writeBoolean(slot.flagged());
      out.writeInt(slot.reasons());
      out.writeByte(slot.accepted().size());
      for (Map.Entry<Pollutant, Double> value : slot.accepted().entrySet()) {
        out.writeByte(value.getKey().ordinal());
        out.writeDouble(value.getValue());
      }
    }
  }

  static HourBucket read(int version, DataInputView in) throws IOException {
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
    return new HourBucket(slots);
  }
}
