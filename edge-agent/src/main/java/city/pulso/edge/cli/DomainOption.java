package city.pulso.edge.cli;

import city.pulso.edge.spool.Spool;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A domain as topics write it. */
final class DomainOption implements ITypeConverter<Domain> {
  @Override
  public Domain convert(String value) {
    return Spool.DOMAINS.stream()
        .filter(domain -> Topics.level(domain).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + value
                        + "' is not accepted; use one of "
                        + Spool.DOMAINS.stream()
                            .map(Topics::level)
                            .sorted()
                            .collect(Collectors.joining(", "))));
  }
}
