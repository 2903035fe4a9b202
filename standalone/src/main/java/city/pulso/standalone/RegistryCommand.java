package city.pulso.standalone;

import city.pulso.jobs.registry.CityFile;
import city.pulso.jobs.registry.CityFileException;
import city.pulso.schemas.v1.RegistryEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pulso registry}: what the city consists of. */
@Command(
    name = "registry",
    description = "What the city consists of.",
    mixinStandardHelpOptions = true)
final class RegistryCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: registry check FILE");
  }

  @Command(
      name = "check",
      description = "Checks a city file and says every problem with its line.",
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(paramLabel = "FILE", description = "For example config/lima.yaml.") Path file)
      throws IOException, CityException {
    if (!Files.isReadable(file)) {
      throw new CityException(file + " cannot be read");
    }
    try {
      List<RegistryEntry> entries = CityFile.read(file);
      CityPlan plan = new CityPlan(file.toString(), entries, Optional.empty(), Instant.EPOCH);
      spec.commandLine().getOut().println(file + ": " + plan.name() + ", " + plan.extent());
      return 0;
    } catch (CityFileException e) {
      spec.commandLine().getErr().println(e.getMessage());
      spec.commandLine().getErr().println(e.problems().size() + " problems");
      return 1;
    }
  }
}
