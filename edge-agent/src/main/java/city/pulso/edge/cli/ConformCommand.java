package city.pulso.edge.cli;

import city.pulso.edge.coap.CoapProbe;
import city.pulso.edge.coap.CoapWitness;
import city.pulso.edge.conform.Conformance;
import city.pulso.edge.conform.Finding;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent conform}: judges a device's messages against the contract. */
@Command(
    name = "conform",
    description = {
      "Judges a device's CoAP and MQTT messages against the contract and prints a report for a"
          + " ticket: pass, warn or fail per rule, with the rule's source.",
      "",
      "--listen  waits for a device that is pointed at it, and answers as an agent that knows every"
          + " device.",
      "--capture reads a packet capture (pcap, pcapng) of a device and its gateway or broker: CoAP,"
          + " CoAP over DTLS (with --psk-identity, --keys or --key-log), MQTT.",
      "--device  asks a device that is a CoAP server: discovery, then each resource that offers"
          + " telemetry."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no rule failed; there may be warnings",
      "1:a rule failed, there was nothing to judge, or a file or host cannot be used",
      "2:the command line is wrong"
    },
    footer = {
      "",
      "Examples:",
      "  conform --listen 0.0.0.0:5683 --for 10m",
      "  conform --capture device.pcap",
      "  conform --capture device.pcap --psk-identity air-7 --psk-key-file key.hex",
      "  conform --capture broker.pcap --topic sensors/+/up=senml-json@2",
      "  conform --device coap://192.0.2.7"
    })
final class ConformCommand implements Callable<Integer> {
  private static final long LINGER_MS = 500;

  @ArgGroup(exclusive = true, multiplicity = "1")
  Source source = new Source();

  /** Where messages come from. */
  static final class Source {
    @Option(
        names = "--listen",
        paramLabel = "[HOST:]PORT",
        description = "Listen for a device. HOST: 127.0.0.1 unless given.")
    @Nullable String listen;

    @Option(names = "--capture", paramLabel = "FILE", description = "Read a packet capture.")
    @Nullable Path capture;

    @Option(
        names = "--device",
        paramLabel = "URI",
        description = "Ask a device: coap://HOST[:PORT], or with the path of its telemetry.")
    @Nullable URI device;
  }

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "With --listen: how long, for example 30s, 10m. Default: 1m.")
  Duration length = Duration.ofMinutes(1);

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "With --listen: end after so many telemetry messages.")
  int count = Integer.MAX_VALUE;

  @Mixin private CaptureOptions captures = new CaptureOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock;
  private final Conformance conformance = new Conformance();

  ConformCommand() {
    this(Clock.systemUTC());
  }

  ConformCommand(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    AgentCommand.logWarnings();
    PrintWriter err = spec.commandLine().getErr();
    if (!captures.problem().isEmpty()) {
      throw wrong(captures.problem());
    }
    try {
      String what;
      if (source.listen != null) {
        what = listen(source.listen);
      } else if (source.capture != null) {
        what = "in " + source.capture;
        captures.read(source.capture, conformance, err);
      } else {
        what = ask(java.util.Objects.requireNonNull(source.device));
      }
      Conformance.Report report = conformance.report();
      boolean nothing = report.requests() == 0 && report.count(Finding.Verdict.FAIL) == 0;
      if (!nothing || report.count(Finding.Verdict.WARN) > 0) {
        ConformReport.print(report, what, spec.commandLine().getOut());
      }
      if (nothing) {
        err.println("nothing to judge: no telemetry message " + what);
      }
      return nothing || report.count(Finding.Verdict.FAIL) > 0 ? 1 : 0;
    } catch (NoSuchFileException e) {
      err.println(e.getMessage() + " does not exist");
      return 1;
    } catch (IOException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private String listen(String address) throws IOException, InterruptedException {
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : address.substring(0, colon);
    InetSocketAddress bind;
    try {
      int number = Integer.parseInt(address.substring(colon + 1));
      bind = new InetSocketAddress(InetAddress.getByName(host), number);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--listen: '" + address + "' is not accepted; use [HOST:]PORT", e);
    }
    CountDownLatch end = new CountDownLatch(1);
    try (CoapWitness witness =
        CoapWitness.start(
            bind,
            clock,
            seen -> {
              synchronized (conformance) {
                conformance.see(seen);
                // Not before the last message has its answer.
                if (conformance.requests() >= count && seen.from().equals("here")) {
                  end.countDown();
                }
              }
            })) {
      String here = witness.address().getHostString() + ":" + witness.address().getPort();
      spec.commandLine().getErr().println("listening on coap://" + here + "/t");
      spec.commandLine().getErr().flush();
      if (end.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
        // The last answer is told before it is on its way.
        boolean unused = new CountDownLatch(1).await(LINGER_MS, TimeUnit.MILLISECONDS);
      }
      return "heard on " + here;
    }
  }

  private String ask(URI device) throws IOException {
    if (!"coap".equals(device.getScheme()) || device.getHost() == null) {
      throw wrong("--device: '" + device + "' is not accepted; use coap://HOST[:PORT][/PATH]");
    }
    try (CoapProbe probe = CoapProbe.open()) {
      new DeviceQuestions(probe, conformance, clock, spec.commandLine().getErr()).ask(device);
    }
    return "from " + device;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
