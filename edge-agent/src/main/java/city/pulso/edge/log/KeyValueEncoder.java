package city.pulso.edge.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One event, one line: {@code time=… level=… at=… gateway=… msg="…"}, with {@code error} and {@code
 * stack} when something was thrown. Whatever a device puts into a message stays on its line:
 * quotes, backslashes and control characters are escaped as in JSON.
 */
public final class KeyValueEncoder extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Pattern GATEWAY = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final String ABOUT_A_GATEWAY = "{}: ";
  private static final int FRAMES = 12;

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append("time=").append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
    line.append(" level=").append(event.getLevel().toString().toLowerCase(Locale.ROOT));
    String logger = event.getLoggerName();
    line.append(" at=").append(logger.substring(logger.lastIndexOf('.') + 1));
    String message = String.valueOf(event.getFormattedMessage());
    String gateway = gateway(event);
    if (!gateway.isEmpty()) {
      line.append(" gateway=").append(gateway);
      message = message.substring(gateway.length() + 2);
    }
    value(line, "msg", message);
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      value(line, "error", thrown.getClassName() + ": " + thrown.getMessage());
      value(line, "stack", stack(thrown));
    }
    return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Messages about one gateway begin with it: {@code "{}: …"}. */
  private static String gateway(ILoggingEvent event) {
    Object[] arguments = event.getArgumentArray();
    boolean named =
        event.getMessage() != null
            && event.getMessage().startsWith(ABOUT_A_GATEWAY)
            && arguments != null
            && arguments.length > 0
            && GATEWAY.matcher(String.valueOf(arguments[0])).matches();
    return named ? String.valueOf(arguments[0]) : "";
  }

  private static String stack(IThrowableProxy thrown) {
    StringBuilder frames = new StringBuilder();
    StackTraceElementProxy[] all = thrown.getStackTraceElementProxyArray();
    for (int i = 0; all != null && i < all.length && i < FRAMES; i++) {
      frames.append(i == 0 ? "" : "\n").append(all[i].getSTEAsString());
    }
    return frames.toString();
  }

  private static void value(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append("=\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == '\u2028' || c == '\u2029') {
            line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }
}
