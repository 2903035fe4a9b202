package city.pulso.edge.cli;

import city.pulso.edge.decode.Format;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A format as configuration and command lines write it. */
final class FormatOption implements ITypeConverter<Format> {
  @Override
  public Format convert(String value) {
    return Format.labelled(value)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + value + "' is not accepted; use one of " + Format.labels()));
  }

  /** Every format there is. */
  static final class Labels implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Format.values()).map(Format::label).iterator();
    }
  }
}
