package city.pulso.edge.cli;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.edge.intake.Refusal;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agent decode}: what an agent would make of a message; needs none. */
@Command(
    name = "decode",
    description = {
      "Reads one message from standard input and prints the readings an agent would accept, or why not.",
      "Needs no agent and no network. Every device is taken to be registered."
    },
    mixinStandardHelpOptions = true)
final class DecodeCommand implements Callable<Integer> {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      converter = FormatOption.class,
      completionCandidates = FormatOption.Labels.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  Format format = Format.PULSO;

  @Option(
      names = "--device",
      paramLabel = "ID",
      description = "The device, where the topic names it and not the message.")
  @Nullable String device;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      defaultValue = "",
      description = "Topic Name it came on; some formats look at its last levels.")
  String topic = "";

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      converter = DomainOption.class,
      description =
          "What the device is registered for: air, homes or parking. Default: the one that fits best.")
  @Nullable Domain domain;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final InputStream in;
  private final Clock clock;

  DecodeCommand() {
    this(System.in, Clock.systemUTC());
  }

  DecodeCommand(InputStream in, Clock clock) {
    this.in = in;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    AgentCommand.logWarnings();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      byte[] payload = Payload.read(in, err);
      DryRun.Verdict verdict = DryRun.judge(format, payload, topic, device, domain, clock.millis());
      if (domain == null && !verdict.readings().isEmpty()) {
        err.println("taken as a device of domain " + Topics.level(verdict.domain()));
      }
      if (verdict.readings().isEmpty()) {
        err.println("accepted; it reports nothing");
      }
      ReadingLines.of(verdict.readings()).forEach(out::println);
      out.flush();
      return 0;
    } catch (Refusal e) {
      err.println("refused (" + e.reason().label() + "): " + e.getMessage());
      return 1;
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    }
  }
}
