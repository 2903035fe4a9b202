package city.pulso.standalone;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment on the command line: a day, a day and a time (both UTC), or a time with its offset. */
final class InstantOption implements ITypeConverter<Instant> {
  @Override
  public Instant convert(String value) {
    try {
      if (value.length() == "YYYY-MM-DD".length()) {
        return LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      if (value.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")) {
        return OffsetDateTime.parse(value).toInstant();
      }
      return LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is not a moment; use for example 2017-05-04, 2017-05-04T08:00 (UTC)"
              + " or 2017-05-04T17:00+09:00");
    }
  }
}
