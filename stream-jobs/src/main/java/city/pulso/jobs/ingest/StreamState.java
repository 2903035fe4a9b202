package city.pulso.jobs.ingest;

import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the Sequencer remembers about one stream. Never cleared: a stream that returns after a year
 * must not be counted twice. Bounded by the cap of the tracker and of held heartbeats.
 *
 * @param epochs the present epoch first, then the one before it, whose last batches may still come
 * @param batches batches received once
 * @param duplicates batches dropped as seen before
 * @param epochsSeen epochs seen; more than 1: a spool was lost
 * @param lost sequences that the gateway gave up unseen
 */
record StreamState(List<Epoch> epochs, long batches, long duplicates, long epochsSeen, long lost) {

  static final TypeInformation<StreamState> TYPE = FormatType.of(StreamState.class, new Bytes());
  static final StreamState EMPTY = new StreamState(List.of(), 0, 0, 0, 0);

  /**
   * One life of a spool.
   *
   * @param ranges first and last of each range above the mark
   * @param held heartbeats that wait for the mark, by ascending sequence
   */
  record Epoch(long epoch, long mark, long[] ranges, List<Held> held) {}

  /** The bytes of a heartbeat's Reading and the sequence of its batch. */
  record Held(long sequence, byte[] reading) {}

  /** Byte format, version 1. */
  static final class Bytes implements Format<StreamState> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(StreamState state, DataOutputView out) throws IOException {
      out.writeLong(state.batches);
      out.writeLong(state.duplicates);
      out.writeLong(state.epochsSeen);
      out.writeLong(state.lost);
      out.writeInt(state.epochs.size());
      for (Epoch epoch : state.epochs) {
        out.writeLong(epoch.epoch);
        out.writeLong(epoch.mark);
        out.writeInt(epoch.ranges.length);
        for (long bound : epoch.ranges) {
          out.writeLong(bound);
        }
        out.writeInt(epoch.held.size());
        for (Held held : epoch.held) {
          out.writeLong(held.sequence);
          out.writeInt(held.reading.length);
          out.write(held.reading);
        }
      }
    }

    @Override
    public StreamState read(int version, DataInputView in) throws IOException {
      long batches = in.readLong();
      long duplicates = in.readLong();
      long epochsSeen = in.readLong();
      long lost = in.readLong();
      int count = in.readInt();
      List<Epoch> epochs = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        epochs.add(readEpoch(in));
      }
      return new StreamState(List.copyOf(epochs), batches, duplicates, epochsSeen, lost);
    }

    private static Epoch readEpoch(DataInputView in) throws IOException {
      long epoch = in.readLong();
      long mark = in.readLong();
      long[] ranges = new long[in.readInt()];
      for (int i = 0; i < ranges.length; i++) {
        ranges[i] = in.readLong();
      }
      int count = in.readInt();
      List<Held> held = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        long sequence = in.readLong();
        byte[] reading = new byte[in.readInt()];
        in.readFully(reading);
        held.add(new Held(sequence, reading));
      }
      return new Epoch(epoch, mark, ranges, List.copyOf(held));
    }
  }
}
