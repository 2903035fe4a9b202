package city.pulso.edge.cli;

import city.pulso.edge.config.Times;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time above zero, as configuration writes it: {@code 500ms}, {@code 10s}, {@code 5m}, {@code
 * 1h}.
 */
final class TimeOption implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String value) {
    return Times.parse(value)
        .filter(time -> !time.isZero())
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + value
                        + "' is not accepted; use a number above 0 and ms, s, m or h, like 10s"));
  }
}
