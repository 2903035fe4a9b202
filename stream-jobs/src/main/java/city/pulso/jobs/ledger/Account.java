package city.pulso.jobs.ledger;

import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the ledger remembers about one device beside its hours. Bounded: two spools, 48 hours.
 *
 * @param sinceMs event time of the first evidence, Unix milliseconds
 * @param openHourMs start of the first hour not yet told
 * @param sequence the device's newest sequence number; -1 = it numbers none
 * @param sequenceAtMs when that reading was observed
 * @param unaccounted accepted by the gateway, neither received nor evicted, at the newest heartbeat
 * @param spools the present spool first, then the one before it
 * @param changed told hours that have changed since
 */
record Account(
    long sinceMs,
    long openHourMs,
    long sequence,
    long sequenceAtMs,
    long unaccounted,
    List<Spool> spools,
    List<Long> changed) {

  static final TypeInformation<Account> TYPE = FormatType.of(Account.class, new Bytes());

  /**
   * What one spool of a gateway is known to have held of the device.
   *
   * @param received readings received from it
   * @param before accepted before the first heartbeat heard of it, and receipted by a job whose
   *     state is gone; -1 = no heartbeat heard yet
   * @param refused as the newest heartbeat says, since the agent started
   * @param evicted as the newest heartbeat says
   * @param agentStartedMs start of the agent that counted the refused
   */
  record Spool(
      long epoch, long received, long before, long refused, long evicted, long agentStartedMs) {}

  /** Byte format, version 1. */
  static final class Bytes implements Format<Account> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(Account value, DataOutputView out) throws IOException {
      out.writeLong(value.sinceMs);
      out.writeLong(value.openHourMs);
      out.writeLong(value.sequence);
      out.writeLong(value.sequenceAtMs);
      out.writeLong(value.unaccounted);
      out.writeByte(value.spools.size());
      for (Spool spool : value.spools) {
        out.writeLong(spool.epoch);
        out.writeLong(spool.received);
        out.writeLong(spool.before);
        out.writeLong(spool.refused);
        out.writeLong(spool.evicted);
        out.writeLong(spool.agentStartedMs);
      }
      out.writeByte(value.changed.size());
      for (long hourMs : value.changed) {
        out.writeLong(hourMs);
      }
    }

    @Override
    public Account read(int version, DataInputView in) throws IOException {
      long sinceMs = in.readLong();
      long openHourMs = in.readLong();
      long sequence = in.readLong();
      long sequenceAtMs = in.readLong();
      long unaccounted = in.readLong();
      List<Spool> spools = new ArrayList<>(2);
      for (int i = in.readByte(); i > 0; i--) {
        spools.add(
            new Spool(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong()));
      }
      List<Long> changed = new ArrayList<>(0);
      for (int i = in.readByte(); i > 0; i--) {
        changed.add(in.readLong());
      }
      return new Account(
          sinceMs,
          openHourMs,
          sequence,
          sequenceAtMs,
          unaccounted,
          List.copyOf(spools),
          List.copyOf(changed));
    }
  }
}
