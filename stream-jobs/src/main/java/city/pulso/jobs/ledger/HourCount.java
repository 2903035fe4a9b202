package city.pulso.jobs.ledger;

import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What was counted of one device in one hour.
 *
 * @param numbered readings that its own sequence numbers say it made; 0 = it numbers none
 * @param received readings that came, each once
 * @param late those of them that came after the hour had been told
 * @param duplicate readings that came again and were dropped
 * @param refused messages that the gateway refused
 * @param evicted readings that the gateway gave up for want of disk
 * @param unusable readings that came and that the job refused
 * @param doubtful received ones from the future or the far past
 * @param refusedBecause why the gateway refused the newest of those it refused; empty: none
 */
record HourCount(
    int numbered,
    int received,
    int late,
    int duplicate,
    int refused,
    int evicted,
    int unusable,
    int doubtful,
    String refusedBecause) {
  static final HourCount NONE = new HourCount(0, 0, 0, 0, 0, 0, 0, 0, "");
  static final TypeInformation<HourCount> TYPE = FormatType.of(HourCount.class, new Bytes());

  HourCount plus(HourCount more) {
    return new HourCount(
        numbered + more.numbered,
        received + more.received,
        late + more.late,
        duplicate + more.duplicate,
        refused + more.refused,
        evicted + more.evicted,
        unusable + more.unusable,
        doubtful + more.doubtful,
        more.refusedBecause.isEmpty() ? refusedBecause : more.refusedBecause);
  }

  static HourCount received(boolean late, boolean doubtful) {
    return new HourCount(0, 1, late ? 1 : 0, 0, 0, 0, 0, doubtful ? 1 : 0, "");
  }

  static HourCount refusedByJob() {
    return new HourCount(0, 0, 0, 0, 0, 0, 1, 0, "");
  }

  static HourCount numbered(int readings) {
    return new HourCount(readings, 0, 0, 0, 0, 0, 0, 0, "");
  }

  static HourCount repeated() {
    return new HourCount(0, 0, 0, 1, 0, 0, 0, 0, "");
  }

  static HourCount givenUp(long refused, long evicted, String because) {
    return new HourCount(
        0, 0, 0, 0, Math.toIntExact(refused), Math.toIntExact(evicted), 0, 0, because);
  }

  /** Byte format; version 2 adds what was unusable or doubtful, and why was refused. */
  static final class Bytes implements Format<HourCount> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 2;
    }

    @Override
    public void write(HourCount value, DataOutputView out) throws IOException {
      out.writeInt(value.numbered);
      out.writeInt(value.received);
      out.writeInt(value.late);
      out.writeInt(value.duplicate);
      out.writeInt(value.refused);
      out.writeInt(value.evicted);
      out.writeInt(value.unusable);
      out.writeInt(value.doubtful);
      out.writeUTF(value.refusedBecause);
    }

    @Override
    public HourCount read(int version, DataInputView in) throws IOException {
      return new HourCount(
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          in.readInt(),
          version < 2 ? 0 : in.readInt(),
          version < 2 ? 0 : in.readInt(),
          version < 2 ? "" : in.readUTF());
    }
  }
}
