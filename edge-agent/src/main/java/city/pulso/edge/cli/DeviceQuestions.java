package city.pulso.edge.cli;

import city.pulso.edge.coap.CoapProbe;
import city.pulso.edge.conform.Conformance;
import city.pulso.edge.conform.Seen;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks a device that is a CoAP server for its telemetry, and lets the answers be judged. */
final class DeviceQuestions {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CoapProbe probe;
  private final Conformance conformance;
  private final Clock clock;
  private final PrintWriter err;

  DeviceQuestions(CoapProbe probe, Conformance conformance, Clock clock, PrintWriter err) {
    this.probe = probe;
    this.conformance = conformance;
    this.clock = clock;
    this.err = err;
  }

  /** Asks what it offers, then for that; a path in the URI is asked for directly. */
  void ask(URI device) throws IOException {
    String path = device.getPath() == null ? "" : device.getPath();
    List<String> paths = path.length() > 1 ? List.of(path) : discovered(device);
    for (String each : paths) {
      fetch(device.resolve(each));
    }
  }

  private List<String> discovered(URI device) throws IOException {
    URI uri = device.resolve("/.well-known/core");
    Optional<CoapProbe.Answer> answer = probe.get(uri, PATIENCE);
    byte[] payload = answer.map(CoapProbe.Answer::payload).orElse(new byte[0]);
    Seen seen = seen(uri, payload);
    if (answer.isEmpty()) {
      conformance.discovery(seen, "no answer within " + PATIENCE.toSeconds() + " s");
      return List.of();
    }
    if (!answer.get().code().equals("2.05") || answer.get().contentFormat() != 40) {
      conformance.discovery(
          seen,
          "answered "
              + answer.get().code()
              + ", Content-Format "
              + answer.get().contentFormat()
              + "; use 2.05 and 40");
      return List.of();
    }
    List<String> paths = CoapProbe.telemetry(new String(payload, StandardCharsets.UTF_8));
    conformance.discovery(
        seen, paths.isEmpty() ? "no link offers ct 42, 110 or 112, or rt city.* or core.s*" : null);
    return paths;
  }

  private void fetch(URI uri) throws IOException {
    Optional<CoapProbe.Answer> answer = probe.get(uri, PATIENCE);
    if (answer.isEmpty()) {
      err.println(uri + ": no answer");
    } else if (!answer.get().code().equals("2.05")) {
      err.println(uri + ": answered " + answer.get().code());
    } else {
      byte[] payload = answer.get().payload();
      conformance.representation(seen(uri, payload), answer.get().contentFormat(), payload);
    }
  }

  private Seen seen(URI uri, byte[] payload) {
    return new Seen(
        conformance.datagrams() + 1, clock.millis(), uri.toString(), "here", payload, null, "");
  }
}
