package city.pulso.jobs.ingest;

import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Reading;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Byte format of {@link Evidence}: version 2 adds the origin, version 3 what was unusable and why a
 * gateway refused.
 */
final class EvidenceSerializer implements Format<Evidence> {
  static final TypeInformation<Evidence> TYPE =
      FormatType.of(Evidence.class, new EvidenceSerializer());
  private static final long serialVersionUID = 1L;
  private static final int REPEATED = 1;
  private static final int SALVAGED = 2;
  private static final int UNUSABLE = 4;
  private static final Assignment.Kind[] KINDS = Assignment.Kind.values();

  @Override
  public int version() {
    return 3;
  }

  @Override
  public void write(Evidence value, DataOutputView out) throws IOException {
    out.writeUTF(value.device());
    out.writeUTF(value.gateway());
    out.writeByte(value.domain().getNumber());
    out.writeLong(value.atMs());
    out.writeLong(value.lastSeenMs());
    Reading reading = value.reading();
    if (reading == null) {
      out.writeInt(-1);
    } else {
      byte[] bytes = reading.toByteArray();
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    writeAssignment(value.assignment(), out);
    writeOrigin(value, out);
  }

  @Override
  public Evidence read(int version, DataInputView in) throws IOException {
    String device = in.readUTF();
    String gateway = in.readUTF();
    Domain domain = Domain.forNumber(in.readByte());
    long atMs = in.readLong();
    long lastSeenMs = in.readLong();
    Reading reading = readReading(in);
    Assignment assignment = readAssignment(in);
    return new Evidence(
        device,
        gateway,
        domain == null ? Domain.DOMAIN_UNSPECIFIED : domain,
        atMs,
        reading,
        lastSeenMs,
        assignment,
        version == 1 ? Origin.UNKNOWN : readOrigin(version, reading == null, in));
  }

  private static @Nullable Reading readReading(DataInputView in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return Reading.parseFrom(bytes);
  }

  private static void writeAssignment(Assignment value, DataOutputView out) throws IOException {
    out.writeByte(value.kind().ordinal());
    if (!value.assigned()) {
      return;
    }
    out.writeUTF(value.subject());
    out.writeUTF(value.part());
    out.writeUTF(value.district());
    out.writeUTF(value.name());
    out.writeDouble(value.latitude());
    out.writeDouble(value.longitude());
    out.writeUTF(value.type());
    out.writeBoolean(value.showsActivity());
    out.writeInt(value.capacity());
    out.writeInt(value.reportIntervalS());
  }

  private static Assignment readAssignment(DataInputView in) throws IOException {
    Assignment.Kind kind = KINDS[in.readByte()];
    if (kind == Assignment.Kind.UNASSIGNED) {
      return Assignment.NONE;
    }
    return new Assignment(
        kind,
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readUTF(),
        in.readDouble(),
        in.readDouble(),
        in.readUTF(),
        in.readBoolean(),
        in.readInt(),
        in.readInt());
  }

  private static void writeOrigin(Evidence value, DataOutputView out) throws IOException {
    Origin origin = value.origin();
    out.writeLong(origin.epoch());
    out.writeByte(
        (origin.repeated() ? REPEATED : 0)
            | (origin.salvaged() ? SALVAGED : 0)
            | (origin.unusable() ? UNUSABLE : 0));
    if (value.isHeartbeat()) {
      out.writeLong(origin.accepted());
      out.writeLong(origin.refused());
      out.writeLong(origin.evicted());
      out.writeLong(origin.agentStartedMs());
      out.writeLong(origin.lowestSequence());
      out.writeUTF(origin.refusedBecause());
    }
  }

  private static Origin readOrigin(int version, boolean heartbeat, DataInputView in)
      throws IOException {
    long epoch = in.readLong();
    int flags = in.readByte();
    boolean repeated = (flags & REPEATED) != 0;
    boolean salvaged = (flags & SALVAGED) != 0;
    boolean unusable = (flags & UNUSABLE) != 0;
    if (!heartbeat) {
      return new Origin(epoch, repeated, salvaged, 0, 0, 0, 0, 0, unusable, "");
    }
    return new Origin(
        epoch,
        repeated,
        salvaged,
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        unusable,
        version < 3 ? "" : in.readUTF());
  }
}
