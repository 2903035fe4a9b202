package city.pulso.edge.cli;

import city.pulso.edge.coap.CoapSender;
import city.pulso.edge.decode.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent send}: a CoAP device for the shell. */
@Command(
    name = "send",
    description = {
      "Sends one message from standard input to an agent over CoAP, Confirmable, and prints the answer.",
      "Exit code 0 only if the agent has it on disk."
    },
    mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
  private static final String FORMATS = "pulso, senml-json, senml-cbor";

  @Option(
      names = "--to",
      paramLabel = "URI",
      required = true,
      description = "coap://HOST:PORT, for example coap://127.0.0.1:5683. Path without one: /t.")
  String to = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      converter = FormatOption.class,
      description = "One of " + FORMATS + ".")
  Format format = Format.PULSO;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the answer, repetitions included. Default: 30.")
  int timeoutS = 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final InputStream in;

  SendCommand() {
    this(System.in);
  }

  SendCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() {
    AgentCommand.logWarnings();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    URI uri = uri();
    int contentFormat =
        CoapSender.contentFormat(format)
            .orElseThrow(
                () ->
                    wrong(
                        "--format: '"
                            + format.label()
                            + "' comes over MQTT only; over CoAP use one of "
                            + FORMATS));
    if (timeoutS < 1 || timeoutS > 3600) {
      throw wrong("--timeout: " + timeoutS + " is not accepted; use 1 to 3600");
    }
    try {
      byte[] payload = Payload.read(in, Payload.Encoding.RAW, err);
      Optional<CoapSender.Answer> answer =
          CoapSender.post(uri, contentFormat, payload, Duration.ofSeconds(timeoutS));
      if (answer.isEmpty()) {
        err.println("no answer from " + uri + " within " + timeoutS + " s");
        return 1;
      }
      out.println(shown(answer.get()));
      out.flush();
      return answer.get().success() ? 0 : 1;
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private static String shown(CoapSender.Answer answer) {
    String text = answer.text().isEmpty() ? "" : ": " + answer.text();
    String again = answer.maxAgeS() > 0 ? " (try again after " + answer.maxAgeS() + " s)" : "";
    return answer.code() + text + again;
  }

  private URI uri() {
    try {
      URI uri = new URI(to);
      if (!"coap".equals(uri.getScheme()) || uri.getHost() == null) {
        throw wrong("--to: '" + to + "' is not accepted; use coap://HOST:PORT");
      }
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      return path.isEmpty() || path.equals("/") ? uri.resolve("/t") : uri;
    } catch (URISyntaxException e) {
      throw wrong("--to: '" + to + "' is not accepted; use coap://HOST:PORT");
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
