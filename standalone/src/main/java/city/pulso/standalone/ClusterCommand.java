package city.pulso.standalone;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pulso cluster}: the city as processes of their own. */
@Command(
    name = "cluster",
    description = "The city with broker, store and Flink as processes of their own.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ClusterUpCommand.class,
      ClusterStatusCommand.class,
      ClusterSavepointCommand.class
    })
final class ClusterCommand implements Runnable {
  static final String DEFAULT_DATA = "pulso-cluster";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: cluster up, cluster status or cluster savepoint");
  }
}
