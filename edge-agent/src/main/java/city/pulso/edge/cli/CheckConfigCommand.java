package city.pulso.edge.cli;

import city.pulso.edge.AgentsFile;
import city.pulso.edge.EdgeAgentConfig;
import city.pulso.edge.coap.DtlsConfig;
import city.pulso.edge.config.ConfigException;
import city.pulso.edge.identity.Identities;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code agent check-config}: says every problem of a configuration. */
@Command(
    name = "check-config",
    description = "Says every problem of a configuration: key path, line, what is accepted.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no problem", "1:no such file", "2:problems"},
    footer = {
      "",
      "Example:",
      "  check-config /etc/pulso/agent.yaml",
      "Every key with its default: edge-agent/config/sample.yaml."
    })
final class CheckConfigCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "For example config/sample.yaml.")
  Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    AgentCommand.logWarnings();
    return reading(
        file,
        spec,
        agents -> {
          PrintWriter out = spec.commandLine().getOut();
          for (EdgeAgentConfig agent : agents.gateways()) {
            checkKeys(agent, out);
          }
          out.println(file + ": " + agents.gateways().size() + " gateway(s), no problem");
        });
  }

  /** A configuration may be checked elsewhere than on its gateway, where no keys should be. */
  private static void checkKeys(EdgeAgentConfig agent, PrintWriter out) throws IOException {
    DtlsConfig dtls = agent.coap().dtls();
    if (dtls == null) {
      return;
    }
    if (Files.exists(dtls.keysFile())) {
      int identities = Identities.read(dtls.keysFile()).size();
      out.println(dtls.keysFile() + ": " + identities + " identities, no problem");
    } else {
      out.println(dtls.keysFile() + ": not here, so not checked");
    }
  }

  /** What is done with a configuration that was read. */
  interface Use {
    void with(AgentsFile agents) throws IOException, InterruptedException;
  }

  /** Reads a configuration and uses it; says what is wrong. Exit code 0, 1 or 2. */
  static int reading(Path file, CommandSpec spec, Use use) throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      use.with(AgentsFile.read(file));
      return 0;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> err.println(file + ": " + problem));
      return 2;
    } catch (NoSuchFileException e) {
      err.println(file + " does not exist");
      return 1;
    } catch (IOException e) {
      err.println(file + ": " + e.getMessage());
      return 1;
    }
  }
}
