package city.pulso.standalone;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time on the command line: {@code 90s}, {@code 3m}, {@code 1h30m}, {@code 2d}, or ISO
 * 8601.
 */
final class DurationOption implements ITypeConverter<Duration> {
  private static final Pattern SHORT =
      Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?");

  @Override
  public Duration convert(String value) {
    Duration duration = parse(value);
    if (duration == null || duration.isZero() || duration.isNegative()) {
      throw new TypeConversionException(
          "'" + value + "' is not a duration; use for example 90s, 3m, 1h30m or 2d");
    }
    return duration;
  }

  private static @Nullable Duration parse(String value) {
    Matcher matcher = SHORT.matcher(value);
    if (!value.isEmpty() && matcher.matches()) {
      return Duration.ofDays(number(matcher.group(1)))
          .plusHours(number(matcher.group(2)))
          .plusMinutes(number(matcher.group(3)))
          .plusSeconds(number(matcher.group(4)));
    }
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
