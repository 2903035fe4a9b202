package city.pulso.jobs.state;

import city.pulso.jobs.wire.Format;
import city.pulso.jobs.wire.FormatType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Latest state of one thing, to be retained on {@code pulso/v1/state/{kind}/{id}}. Immutable. It is
 * made and written as JSON only when somebody asks for that, because most states are replaced by a
 * newer one before they leave, see {@link LatestStates}.
 */
@TypeInfo(StateMessage.TypeFactory.class)
public final class StateMessage {
  static final TypeInformation<StateMessage> TYPE = FormatType.of(StateMessage.class, new Bytes());

  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final String kind;
  private final String id;
  private final @Nullable Supplier<? extends MessageOrBuilder> content;
  private @Nullable String json;

  private StateMessage(
      String kind,
      String id,
      @Nullable Supplier<? extends MessageOrBuilder> content,
      @Nullable String json) {
    this.kind = kind;
    this.id = id;
    this.content = content;
    this.json = json;
  }

  /** The message, to be written as canonical protobuf JSON. */
  public static StateMessage of(String kind, String id, MessageOrBuilder message) {
    Message content =
        message instanceof Message.Builder builder ? builder.build() : (Message) message;
    return of(kind, id, () -> content);
  }

  /**
   * The message, to be written as canonical protobuf JSON.
   *
   * @param content makes the message of what no longer changes; asked when somebody wants the JSON
   */
  public static StateMessage of(
      String kind, String id, Supplier<? extends MessageOrBuilder> content) {
    return new StateMessage(kind, id, content, null);
  }

  /** Removes what is retained. */
  public static StateMessage removed(String kind, String id) {
    return new StateMessage(kind, id, null, "");
  }

  /** air, parking, homes, outlook or gateway. */
  public String kind() {
    return kind;
  }

  /** Id of the station, zone or home, or {gateway}.{domain}. */
  public String id() {
    return id;
  }

  /** Canonical protobuf JSON; empty removes the retained message. */
  public String json() {
    String known = json;
    if (known == null) {
      try {
        known = PRINTER.print(Objects.requireNonNull(content).get());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("state messages hold nothing that JSON cannot say", e);
      }
      json = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StateMessage that
        && kind.equals(that.kind)
        && id.equals(that.id)
        && json().equals(that.json());
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, id);
  }

  @Override
  public String toString() {
    return kind + "/" + id + " " + json();
  }

  /** Lets Flink find the serializer wherever this type appears. */
  public static final class TypeFactory extends TypeInfoFactory<StateMessage> {
    @Override
    public TypeInformation<StateMessage> createTypeInfo(
        Type type, Map<String, TypeInformation<?>> parameters) {
      return TYPE;
    }
  }

  /** Byte format, version 1: texts, the JSON with its length in bytes. */
  static final class Bytes implements Format<StateMessage> {
    private static final long serialVersionUID = 1L;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(StateMessage value, DataOutputView out) throws IOException {
      out.writeUTF(value.kind);
      out.writeUTF(value.id);
      byte[] json = value.json().getBytes(StandardCharsets.UTF_8);
      out.writeInt(json.length);
      out.write(json);
    }

    @Override
    public StateMessage read(int version, DataInputView in) throws IOException {
      String kind = in.readUTF();
      String id = in.readUTF();
      byte[] json = new byte[in.readInt()];
      in.readFully(json);
      return new StateMessage(kind, id, null, new String(json, StandardCharsets.UTF_8));
    }
  }
}
