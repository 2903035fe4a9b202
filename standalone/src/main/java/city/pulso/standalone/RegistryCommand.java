package city.pulso.standalone;

import city.pulso.jobs.registrar.BrokerOption;
import city.pulso.jobs.registry.CityFile;
import city.pulso.jobs.registry.CityFileException;
import city.pulso.jobs.registry.PublishMain;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.RegistryEntry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pulso registry}: what the city consists of. */
@Command(
    name = "registry",
    description = "What the city consists of.",
    mixinStandardHelpOptions = true,
    subcommands = PublishMain.class)
final class RegistryCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: registry check FILE, registry publish FILE or registry show");
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
      spec.commandLine()
          .getErr()
          .println(e.problems().size() + (e.problems().size() == 1 ? " problem" : " problems"));
      return 1;
    }
  }

  @Command(
      name = "show",
      description = "Prints the registry as it is retained at the broker, an entry a line.",
      mixinStandardHelpOptions = true)
  int show(@Mixin BrokerOption broker) throws CityException, InterruptedException {
    try {
      PrintWriter out = spec.commandLine().getOut();
      Map<String, byte[]> entries = broker.registrar().published();
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        String where = entry.getKey().substring(Topics.ALL_REGISTRY.length() - 1);
        out.println(
            where
                + ": "
                + TextFormat.printer().emittingSingleLine(true).printToString(parsed(entry)));
      }
      out.println(broker + ": " + entries.size() + " entries");
      out.flush();
      return 0;
    } catch (IOException e) {
      throw new CityException("the registry could not be read: " + e.getMessage(), e);
    }
  }

  private static RegistryEntry parsed(Map.Entry<String, byte[]> entry) throws IOException {
    try {
      return RegistryEntry.parseFrom(entry.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(entry.getKey() + " holds no registry entry: " + e.getMessage(), e);
    }
  }
}
