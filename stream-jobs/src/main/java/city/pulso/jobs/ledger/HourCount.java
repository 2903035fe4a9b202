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
 */
record HourCount(int numbered, int received, int late, int duplicate, int refused, int evicted) {
  static final HourCount NONE = new HourCount(0, 0, 0, 0, 0, 0);
  static final TypeInformation<HourCount> TYPE = FormatType.of(HourCount.class, new Bytes());

  HourCount plus(HourCount more) {
    return new HourCount(
        numbered + more.numbered,
        received + more.received,
        late + more.late,
        duplicate + more.duplicate,
        refused + more.refused,
        evicted + more.evicted);
  }

  static HourCount received(boolean late) {
    return new HourCount(0, 1, late ? 1 : 0, 0, 0, 0);
  }

  static HourCount numbered(int readings) {
    return new HourCount(readings, 0, 0, 0, 0, 0);
  }

  static HourCount repeated() {
    return new HourCount(0, 0, 0, 1, 0, 0);
  }

  static HourCount givenUp(long refused, long evicted) {
    return new HourCount(0, 0, 0, 0, Math.toIntExact(refused), Math.toIntExact(evicted));
  }

  /** Byte format, version 1. */
  static final class Bytes implements Format<HourCount> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(HourCount value, DataOutputView out) throws IOException {
      out.writeInt(value.numbered);
      out.writeInt(value.received);
      out.writeInt(value.late);
      out.writeInt(value.duplicate);
      out.writeInt(value.refused);
      out.writeInt(value.evicted);
    }

    @Override
    public HourCount read(int version, DataInputView in) throws IOException {
      return new HourCount(
          in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readInt());
    }
  }
}
