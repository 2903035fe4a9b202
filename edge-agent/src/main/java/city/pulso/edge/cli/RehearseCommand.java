package city.pulso.edge.cli;

import city.pulso.edge.AgentsFile;
import city.pulso.edge.EdgeAgent;
import city.pulso.edge.RunningAgents;
import city.pulso.edge.coap.CoapCredentials;
import city.pulso.edge.coap.CoapSender;
import city.pulso.schemas.v1.Device;
import city.pulso.schemas.v1.Domain;
import city.pulso.schemas.v1.Gateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code agent rehearse}: an agent's life in a second, in a directory of its own that is deleted
 * again: start, a message over CoAP and one over DTLS, their answers, stop. So that an archive of
 * the classes it needs can be made ({@code -XX:ArchiveClassesAtExit}), and to see that this machine
 * can run an agent at all. On loopback; its broker is nowhere.
 */
@Command(
    name = "rehearse",
    hidden = true,
    description = "Starts an agent in a temporary directory, gives it two messages, and stops it.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:both were stored and answered", "1:one was not"})
final class RehearseCommand implements Callable<Integer> {
  private static final String GATEWAY = "rehearsal";
  private static final String OPEN = "plug_0";
  private static final String BOUND = "plug_1";
  private static final int SENML_JSON = 110;
  private static final String CONFIG =
      """
      gateways:
        - gateway: %s
          directory: %s
          coap: {port: 0, dtls: {port: 0, keys-file: %s}}
          uplink: {uri: "mqtt://127.0.0.1:9"}
      metrics: {port: 0}
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    AgentCommand.logWarnings();
    Path directory = Files.createTempDirectory("pulso-rehearsal");
    try {
      return rehearse(directory) ? 0 : 1;
    } finally {
      delete(directory);
    }
  }

  private boolean rehearse(Path directory) throws IOException {
    Gateway entry =
        Gateway.newBuilder()
            .setId(GATEWAY)
            .addDevices(Device.newBuilder().setId(OPEN).setDomain(Domain.HOMES))
            .addDevices(Device.newBuilder().setId(BOUND).setDomain(Domain.HOMES))
            .build();
    Files.write(directory.resolve("registry.pb"), entry.toByteArray());
    byte[] key = new byte[16];
    new SecureRandom().nextBytes(key);
    Path file =
        Files.writeString(
            directory.resolve("agent.yaml"),
            CONFIG.formatted(GATEWAY, directory, keys(directory, key)));
    try (RunningAgents running = RunningAgents.start(AgentsFile.read(file), Clock.systemUTC());
        CoapSender device = CoapSender.open(CoapCredentials.Psk.of(BOUND, key))) {
      EdgeAgent agent = running.agents().get(0);
      URI open = to("coap", agent.coapAddress());
      boolean stored = told("coap", CoapSender.post(open, SENML_JSON, pack(OPEN), PATIENCE));
      URI secure = to("coaps", agent.coapsAddress().orElseThrow());
      stored &= told("coaps", device.send(secure, SENML_JSON, pack(BOUND), PATIENCE));
      running.health();
      agent.metrics();
      return stored;
    }
  }

  private boolean told(String scheme, Optional<CoapSender.Answer> answer) {
    boolean stored = answer.filter(CoapSender.Answer::success).isPresent();
    String said = answer.map(given -> given.code() + " " + given.text()).orElse("no answer");
    spec.commandLine().getOut().println(scheme + ": " + (stored ? "stored and answered" : said));
    return stored;
  }

  private static URI to(String scheme, InetSocketAddress at) {
    return URI.create(scheme + "://127.0.0.1:" + at.getPort() + "/t");
  }

  private static byte[] pack(String device) {
    return ("[{\"bn\":\"" + device + ":\",\"n\":\"power\",\"u\":\"W\",\"v\":1}]")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Path keys(Path directory, byte[] key) throws IOException {
    Path file =
        Files.createFile(
            directory.resolve("keys.yaml"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file,
        "psk: [{identity: %s, key: %s, devices: [%s]}]%n"
            .formatted(BOUND, HexFormat.of().formatHex(key), BOUND));
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
