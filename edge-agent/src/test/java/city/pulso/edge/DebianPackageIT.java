package city.pulso.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import city.pulso.edge.coap.CoapSender;
import city.pulso.schemas.v1.Gateway;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package that this build made ({@code -Pdeb}): what is in it, and its life. */
class DebianPackageIT {
  private static final Path PACKAGE = Path.of("target/pulso-agent.deb").toAbsolutePath();
  private static final Pattern COAP = Pattern.compile("gateway-07: coap://(\\S+)");

  private Program dpkg;

  @BeforeEach
  void find() {
    assumeTrue(Files.exists(PACKAGE), "no target/pulso-agent.deb; build it with -Pdeb");
    dpkg = Program.installed("dpkg-deb");
  }

  @Test
  void it_holds_program_libraries_unit_and_configuration_and_nothing_of_the_tests()
      throws Exception {
    String contents = dpkg.run(List.of("--contents", PACKAGE.toString()));

    assertThat(contents)
        .containsPattern("-rw-r--r-- .* \\./usr/share/pulso-agent/pulso-edge-agent\\.jar\n")
        .containsPattern("-rwxr-xr-x .* \\./usr/bin/pulso-agent\n")
        .containsPattern("-rw-r--r-- .* \\./usr/lib/systemd/system/pulso-agent\\.service\n")
        .containsPattern("-rw-r----- .* \\./etc/pulso/agent\\.yaml\n")
        .contains("./usr/share/doc/pulso-agent/sample.yaml", "./usr/share/doc/pulso-agent/NOTICE")
        .doesNotContain("junit", "hivemq-community-edition", "assertj");
    assertThat(contents.lines().filter(line -> !line.isBlank()))
        .allMatch(line -> line.contains(" root/root ") || line.contains(" 0/0 "));
    try (JarFile program = new JarFile(programJar().toFile())) {
      String classPath = program.getManifest().getMainAttributes().getValue("Class-Path");
      for (String library : classPath.split(" ")) {
        assertThat(contents).contains("./usr/share/pulso-agent/" + library + "\n");
        try (JarFile packed = new JarFile("target/deb/" + library)) {
          assertThat(packed.stream())
              .as("%s is not signed, or its classes would not be in the archive", library)
              .noneMatch(entry -> entry.getName().matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)"));
        }
      }
    }
  }

  @Test
  void it_asks_for_a_java_and_its_configuration_is_the_operators() throws Exception {
    assertThat(dpkg.run(List.of("--info", PACKAGE.toString(), "conffiles")))
        .isEqualTo("/etc/pulso/agent.yaml\n");
    assertThat(dpkg.run(List.of("--field", PACKAGE.toString())))
        .contains("Package: pulso-agent\n", "Architecture: all\n")
        .containsPattern("Version: \\d")
        .containsPattern("Depends: .*java17-runtime-headless");
  }

  @Test
  void the_unit_leaves_the_service_little(@TempDir Path directory) throws Exception {
    Program analyze = Program.installed("systemd-analyze");
    Path unit = Path.of("src/deb/data/pulso-agent.service").toAbsolutePath();
    String said = analyze.run(List.of("security", "--offline=true", unit.toString()));
    assumeTrue(!said.contains("unrecognized option"), "this systemd-analyze judges no files");

    Matcher level = Pattern.compile("Overall exposure level for \\S+: (\\S+)").matcher(said);
    assertThat(level.find()).as(said).isTrue();
    assertThat(Double.parseDouble(level.group(1))).as("of 10").isLessThanOrEqualTo(1.5);
    assertThat(analyze.run(List.of("verify", unit.toString())))
        .as("what systemd does not understand")
        .doesNotContain("Unknown", "Failed to parse");
  }

  @Test
  void installed_it_takes_messages_upgraded_it_keeps_them_and_purged_it_leaves_nothing(
      @TempDir Path directory) throws Exception {
    try (Sandbox machine = Sandbox.open(directory)) {
      String before = traces(machine);
      assumeTrue(before.isEmpty(), () -> "this machine has it already: " + before);
      String tried =
          machine.run("/bin/sh", "-c", "dpkg --dry-run --install " + PACKAGE + " 2>&1; true");
      assumeTrue(!tried.contains("dependency"), () -> "no Debian Java 17 is installed: " + tried);

      install(machine, PACKAGE);
      assertThat(machine.file("/var/cache/pulso-agent/agent.jsa")).isNotEmptyFile();
      assertThat(machine.run("stat", "-c", "%U:%G %a", "/etc/pulso/keys.yaml"))
          .isEqualTo("pulso:pulso 600\n");
      assertThat(machine.run("stat", "-c", "%U:%G %a", "/var/lib/pulso"))
          .isEqualTo("pulso:pulso 750\n");
      assertThat(machine.run("pulso-agent", "check-config", "/etc/pulso/agent.yaml"))
          .contains("/etc/pulso/keys.yaml: 0 identities, no problem", "1 gateway(s), no problem");

      Path config = machine.file("/etc/pulso/agent.yaml");
      Files.writeString(config, edited(Files.readString(config)));
      machine.run("install", "-d", "-o", "pulso", "-g", "pulso", "/var/lib/pulso/gateway-07");
      Files.write(
          machine.file("/var/lib/pulso/gateway-07/registry.pb"),
          Gateway.newBuilder(AgentFixture.entry()).setId("gateway-07").build().toByteArray());
      try (Running agent = new Running(machine, directory.resolve("first.log"))) {
        agent.accepts();

        install(machine, newer(directory));
        assertThat(machine.run("dpkg-query", "-W", "-f", "${Version}", "pulso-agent"))
            .startsWith("99");
        agent.accepts(); // its files were replaced under it
      }

      assertThat(config).as("the edited one").content().contains("gateway: gateway-07");
      try (Running agent = new Running(machine, directory.resolve("second.log"))) {
        agent.accepts();
      }
      assertThat(machine.run("pulso-agent", "spool", "/var/lib/pulso/gateway-07"))
          .contains("device " + AgentFixture.PLUG + ": 3 waiting");

      machine.run("dpkg", "--remove", "pulso-agent");
      assertThat(config).exists();
      assertThat(machine.file("/var/lib/pulso/gateway-07/spool.db")).exists();
      machine.run("dpkg", "--purge", "pulso-agent");
      assertThat(traces(machine)).isEmpty();
    }
  }

  private static void install(Sandbox machine, Path file) throws Exception {
    machine.run(
        "dpkg",
        "--force-unsafe-io",
        "--force-confdef",
        "--install",
        file.toAbsolutePath().toString());
  }

  /** The same with a higher version and another configuration as it comes. */
  private static Path newer(Path directory) throws Exception {
    Program dpkg = Program.installed("dpkg-deb");
    Path tree = directory.resolve("newer");
    dpkg.run(List.of("--raw-extract", PACKAGE.toString(), tree.toString()));
    Path control = tree.resolve("DEBIAN/control");
    Files.writeString(
        control, Files.readString(control).replaceAll("(?m)^Version: .*$", "Version: 99.0.0"));
    Files.writeString(
        tree.resolve("etc/pulso/agent.yaml"), "# of a newer version\n", StandardOpenOption.APPEND);
    Path built = directory.resolve("newer.deb");
    dpkg.run(List.of("-Znone", "--build", tree.toString(), built.toString()));
    return built;
  }

  private static String edited(String config) {
    return config
        .replace("gateway-01", "gateway-07")
        .replaceAll("port: \\d+", "port: 0")
        .replaceAll("uri: \\S+", "uri: mqtt://127.0.0.1:9");
  }

  /** Everything on the machine that has the package's name in its own, and its user. */
  private static String traces(Sandbox machine) throws Exception {
    return machine.run(
        "/bin/sh",
        "-c",
        "find /etc /usr /var -xdev -iname '*pulso*'; getent passwd pulso; getent group pulso; true");
  }

  private static Path programJar() throws Exception {
    try (var files = Files.list(Path.of("target"))) {
      return files
          .filter(
              file ->
                  file.getFileName()
                      .toString()
                      .matches("pulso-edge-agent-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The service as its unit starts it, without systemd's fences. */
  private static final class Running implements AutoCloseable {
    private final Process process;
    private final Path log;

    Running(Sandbox machine, Path log) throws Exception {
      this.log = log;
      Path unit = machine.file("/usr/lib/systemd/system/pulso-agent.service");
      Matcher start = Pattern.compile("(?m)^ExecStart=(.*)$").matcher(Files.readString(unit));
      assertThat(start.find()).isTrue();
      process =
          machine.startAs("pulso", log, start.group(1).replace("$PULSO_JAVA_OPTS ", "").split(" "));
      await("it listens")
          .atMost(Duration.ofSeconds(60))
          .until(() -> COAP.matcher(Files.readString(log)).find());
    }

    void accepts() throws Exception {
      Matcher at = COAP.matcher(Files.readString(log));
      assertThat(at.find()).isTrue();
      byte[] pack =
          ("[{\"bn\":\"" + AgentFixture.PLUG + ":\",\"n\":\"power\",\"u\":\"W\",\"v\":18.5}]")
              .getBytes(StandardCharsets.UTF_8);
      assertThat(
              CoapSender.post(
                  URI.create("coap://" + at.group(1) + "/t"), 110, pack, Duration.ofSeconds(60)))
          .as(Files.readString(log))
          .hasValueSatisfying(answer -> assertThat(answer.code()).startsWith("2.04"));
    }

    @Override
    public void close() throws Exception {
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(143);
    }
  }
}
