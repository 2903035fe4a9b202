package city.pulso.edge.cli;

import city.pulso.edge.decode.Format;
import city.pulso.edge.intake.DryRun;
import city.pulso.edge.intake.Refusal;
import city.pulso.edge.uplink.RegistryCopy;
import city.pulso.schemas.Topics;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import city.pulso.schemas.v1.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent decode}: what an agent would make of a message; needs none. */
@Command(
    name = "decode",
    description = {
      "Reads one message from standard input and prints the readings an agent would accept, or why"
          + " not.",
      "Needs no agent and no network. Every device is taken to be registered, unless --registry is"
          + " given."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:an agent would accept it",
      "1:an agent would refuse it, or it cannot be read from standard input",
      "2:the command line is wrong"
    },
    footer = {
      "",
      "Examples:",
      "  decode --format senml-json < pack.json",
      "  decode --format senml-cbor --input hex <<< 81a32164642d313a00617802f93c00",
      "  decode --format tasmota --device plug_k17 --topic tele/plug_k17/SENSOR < sensor.json",
      "  decode --format pulso --registry /var/lib/pulso/lima-01 < report.bin"
    })
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
          "What the device is registered for: air, homes or parking. Default: the one that fits"
              + " best.")
  @Nullable Domain domain;

  @Option(
      names = "--input",
      paramLabel = "HOW",
      defaultValue = "raw",
      converter = Payload.EncodingOption.class,
      description = "How standard input is written: raw, hex or base64. Default: raw.")
  Payload.Encoding input = Payload.Encoding.RAW;

  @Option(
      names = "--registry",
      paramLabel = "PATH",
      description =
          "Judge as this gateway: an agent's directory, or the registry.pb in it. Other devices are"
              + " refused.")
  @Nullable Path registry;

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
    if (registry != null && domain != null) {
      throw new ParameterException(
          spec.commandLine(), "--domain and --registry are not accepted together; use one");
    }
    byte[] payload = new byte[0];
    try {
      payload = Payload.read(in, input, err);
      List<Reading> readings = readings(payload, err);
      if (readings.isEmpty()) {
        err.println("accepted; it reports nothing");
      }
      ReadingLines.of(readings).forEach(out::println);
      out.flush();
      return 0;
    } catch (Refusal e) {
      err.println("refused (" + e.reason().label() + "): " + e.getMessage());
      // ChirpStack's bytes are those of the frame inside, once its JSON was read.
      String why = String.valueOf(e.getMessage());
      boolean numbered = format != Format.CHIRPSTACK || why.startsWith("no JSON");
      Excerpt.around(why, payload, numbered).ifPresent(err::println);
      return 1;
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private List<Reading> readings(byte[] payload, PrintWriter err) throws Refusal, IOException {
    Path given = registry;
    if (given != null) {
      Gateway entry = RegistryCopy.read(given);
      err.println(
          "as gateway " + entry.getId() + ", which has " + entry.getDevicesCount() + " devices");
      return DryRun.judgeAs(format, payload, topic, device, entry, clock.millis());
    }
    DryRun.Verdict verdict = DryRun.judge(format, payload, topic, device, domain, clock.millis());
    if (domain == null && !verdict.readings().isEmpty()) {
      err.println("taken as a device of domain " + Topics.level(verdict.domain()));
    }
    return verdict.readings();
  }
}
