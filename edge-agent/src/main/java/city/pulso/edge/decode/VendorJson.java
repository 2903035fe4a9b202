package city.pulso.edge.decode;

import city.pulso.edge.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What all vendors' JSON has in common. */
final class VendorJson {
  /** Before: a clock that was never set. 2001-09-09. */
  private static final long CLOCK_IS_SET_MS = 1_000_000_000_000L;

  private VendorJson() {}

  static JsonObject object(String vendor, byte[] payload) throws DecodeException {
    try {
      return JsonObject.read(payload);
    } catch (IOException e) {
      throw new DecodeException("no JSON object as " + vendor + " sends it: " + e.getMessage());
    }
  }

  /** An ISO 8601 time with offset is the device's clock; anything else leaves it to reception. */
  static ObservedAt isoTime(Optional<String> text) {
    if (text.isPresent()) {
      try {
        return clock(OffsetDateTime.parse(text.get()).toInstant().toEpochMilli());
      } catch (DateTimeParseException e) {
        return ObservedAt.reception();
      }
    }
    return ObservedAt.reception();
  }

  /** A device's clock that was set; otherwise reception. */
  static ObservedAt clock(long ms) {
    return ms > CLOCK_IS_SET_MS ? new ObservedAt.DeviceClock(ms) : ObservedAt.reception();
  }

  /** The sum over a plug's channels, or the single channel's value. */
  static OptionalDouble sum(List<?> channels, OptionalDouble single) {
    if (channels.isEmpty()) {
      return single;
    }
    double sum = 0;
    for (Object channel : channels) {
      if (channel instanceof Number number) {
        sum += number.doubleValue();
      }
    }
    return OptionalDouble.of(sum);
  }

  static String text(Message message) {
    return new String(message.payload(), StandardCharsets.UTF_8).strip();
  }

  /** A stranger's text, short enough for a message. */
  static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
