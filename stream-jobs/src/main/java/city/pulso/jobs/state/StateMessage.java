package city.pulso.jobs.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;

/**
 * Latest state of one thing, to be retained on {@code pulso/v1/state/{kind}/{id}}.
 *
 * @param kind air, parking, homes or gateway
 * @param id id of the station, zone or home, or {gateway}.{domain}
 * @param json canonical protobuf JSON; empty removes the retained message
 */
public record StateMessage(String kind, String id, String json) {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /** The message as canonical protobuf JSON. */
  public static StateMessage of(String kind, String id, MessageOrBuilder message) {
    try {
      return new StateMessage(kind, id, PRINTER.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("state messages hold nothing that JSON cannot say", e);
    }
  }

  /** Removes what is retained. */
  public static StateMessage removed(String kind, String id) {
    return new StateMessage(kind, id, "");
  }
}
