package city.pulso.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is redistributed is named with its licence. */
class NoticeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LIBRARIES = ROOT.resolve("standalone/target/dist/lib");
  private static final Set<String> OURS =
      Set.of("pulso-", "flink-connector-mqtt-", "flink-connector-influxdb-");

  @Test
  void every_library_of_the_distribution_is_named_in_the_notice() throws IOException {
    assumeTrue(Files.isDirectory(LIBRARIES), "no " + LIBRARIES + ": run ./pulso build");
    Set<String> named =
        Stream.of(Files.readString(ROOT.resolve("NOTICE")).split("[\\s,:]+"))
            .collect(Collectors.toSet());
    try (Stream<Path> jars = Files.list(LIBRARIES)) {
      Set<String> missing =
          jars.map(jar -> jar.getFileName().toString())
              .filter(jar -> OURS.stream().noneMatch(jar::startsWith))
              .filter(jar -> named.stream().noneMatch(name -> jar.startsWith(name + "-")))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(missing).isEmpty();
    }
  }
}
