package city.pulso.jobs.ingest;

import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Heartbeat;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A released heartbeat of one stream with the Sequencer's counts since the stream's state was made.
 *
 * @param heartbeat without the devices it lists
 * @param batches batches received once
 * @param duplicates batches dropped as seen before
 * @param missing sequences below the highest not yet seen
 * @param epochs epochs seen: more than 1 means that a spool was lost
 */
@TypeInfo(GatewayPulse.TypeFactory.class)
public record GatewayPulse(
    String gateway,
    Domain domain,
    Heartbeat heartbeat,
    long batches,
    long duplicates,
    long missing,
    long epochs) {

  static final TypeInformation<GatewayPulse> TYPE = FormatType.of(GatewayPulse.class, new Bytes());

  /** Lets Flink find the serializer wherever this type appears. */
  public static final class TypeFactory extends TypeInfoFactory<GatewayPulse> {
    @Override
    public TypeInformation<GatewayPulse> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return TYPE;
    }
  }

  /** Byte format, version 1. */
  static final class Bytes implements Format<GatewayPulse> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(GatewayPulse value, DataOutputView out) throws IOException {
      out.writeUTF(value.gateway);
      out.writeByte(value.domain.getNumber());
      byte[] bytes = value.heartbeat.toByteArray();
      out.writeInt(bytes.length);
      out.write(bytes);
      out.writeLong(value.batches);
      out.writeLong(value.duplicates);
      out.writeLong(value.missing);
      out.writeLong(value.epochs);
    }

    @Override
    public GatewayPulse read(int version, DataInputView in) throws IOException {
      String gateway = in.readUTF();
      Domain domain = Domain.forNumber(in.readByte());
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return new GatewayPulse(
          gateway,
          domain == null ? Domain.DOMAIN_UNSPECIFIED : domain,
          Heartbeat.parseFrom(bytes),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          in.readLong());
    }
  }
}
