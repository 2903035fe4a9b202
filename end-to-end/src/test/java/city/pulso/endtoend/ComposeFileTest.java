package city.pulso.endtoend;

import static city.pulso.endtoend.ComposeFile.object;
import static city.pulso.endtoend.ComposeFile.texts;
import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.alerting.AlertingConfig;
import city.pulso.edge.EdgeAgentMain;
import city.pulso.endtoend.ComposeFile.Mount;
import city.pulso.jobs.registry.CityFile;
import city.pulso.jobs.registry.CityFileException;
import city.pulso.schemas.v1.RegistryEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** No engine runs here: everything the compose file names is looked up where it must exist. */
class ComposeFileTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String DIST = "./standalone/target/dist";
  private static final Set<String> SECRETS =
      Set.of("MQTT_PASSWORD", "INFLUX_PASSWORD", "INFLUX_TOKEN", "GRAFANA_ADMIN_PASSWORD");

  private static final Set<String> RUN_ONCE = Set.of("prepare", "registry");
  private static final Set<String> FLINK_OPTIONS = Set.of("--configDir", "--job-classname", "-D");

  private final ComposeFile compose = read();

  @Test
  void images_are_pinned_to_a_version() {
    compose
        .services()
        .forEach(
            (name, service) ->
                assertThat(String.valueOf(object(service).get("image")))
                    .as(name)
                    .matches("[a-z/-]+:[0-9]+\\.[0-9]+\\.[0-9]+[a-z0-9_.-]*"));
  }

  @Test
  void every_mounted_path_exists_or_is_the_folder_that_the_build_makes() {
    for (String service : compose.services().keySet()) {
      for (Mount mount : compose.mounts(service)) {
        if (mount.isPath()) {
          assertThat(mount.mode()).as(service + ": " + mount).isEqualTo("ro");
          assertThat(mount.source().equals(DIST) || Files.exists(ROOT.resolve(mount.source())))
              .as(service + ": " + mount)
              .isTrue();
        }
      }
    }
  }

  @Test
  void every_volume_network_and_service_that_is_used_is_declared_and_every_declared_one_is_used() {
    Set<String> volumes = new TreeSet<>();
    Set<String> networks = new TreeSet<>();
    for (Map.Entry<String, Object> entry : compose.services().entrySet()) {
      Map<String, Object> service = object(entry.getValue());
      compose.mounts(entry.getKey()).stream()
          .filter(mount -> !mount.isPath())
          .forEach(mount -> volumes.add(mount.source()));
      networks.addAll(texts(service.getOrDefault("networks", List.of())));
      assertThat(object(service.getOrDefault("depends_on", Map.of())).keySet())
          .as(entry.getKey())
          .isSubsetOf(compose.services().keySet());
    }
    assertThat(compose.declared("volumes")).isEqualTo(volumes);
    assertThat(compose.declared("networks")).isEqualTo(networks);
  }

  @Test
  void every_service_that_is_waited_for_can_be_found_healthy() {
    for (Map.Entry<String, Object> entry : compose.services().entrySet()) {
      Map<String, Object> service = object(entry.getValue());
      if (RUN_ONCE.contains(entry.getKey())) {
        assertThat(service).containsEntry("restart", "no");
      } else {
        assertThat(service).as(entry.getKey()).containsEntry("restart", "unless-stopped");
        assertThat(object(service.get("healthcheck"))).as(entry.getKey()).containsKey("test");
      }
    }
  }

  @Test
  void every_variable_is_explained_in_the_example_and_no_secret_has_a_default() throws IOException {
    List<String> example = Files.readAllLines(ROOT.resolve(".env.example"));
    Set<String> explained = new TreeSet<>();
    for (int i = 0; i < example.size(); i++) {
      String line = example.get(i);
      if (!line.isBlank() && !line.startsWith("#")) {
        String name = line.substring(0, line.indexOf('='));
        explained.add(name);
        assertThat(example.get(i - 1)).as("comment before " + name).startsWith("# ");
        if (SECRETS.contains(name)) {
          assertThat(line).isEqualTo(name + "=");
        }
      }
    }
    assertThat(compose.variables().keySet()).isEqualTo(explained).containsAll(SECRETS);
    for (String secret : SECRETS) {
      assertThat(compose.variables().get(secret)).as(secret).allMatch(use -> use.startsWith(":?"));
    }
  }

  @Test
  void ports_are_published_on_the_chosen_address_only() {
    compose
        .services()
        .forEach(
            (name, service) ->
                assertThat(texts(object(service).getOrDefault("ports", List.of())))
                    .as(name)
                    .allMatch(port -> port.startsWith("${PULSO_BIND:-127.0.0.1}:")));
  }

  @Test
  void our_own_programs_run_without_rights_from_the_folder_that_the_build_makes() {
    assertThat(compose.javaServices()).hasSize(10);
    for (String name : compose.javaServices()) {
      Map<String, Object> service = object(compose.services().get(name));
      assertThat(service).as(name).containsEntry("read_only", true);
      assertThat(service).as(name).containsEntry("user", "10001:10001");
      assertThat(service).as(name).containsEntry("cap_drop", List.of("ALL"));
      assertThat(compose.mounts(name)).as(name).contains(new Mount(DIST, "/opt/pulso", "ro"));
      // Flink's RocksDB before that of the embedded broker, which has classes of the same names.
      String classPath =
          compose.mainClass(name).startsWith("org.apache.flink.")
              ? "/opt/pulso/flink/*:/opt/pulso/lib/*"
              : "/opt/pulso/lib/*";
      assertThat(compose.command(name)).as(name).containsSequence("-cp", classPath);
    }
  }

  @Test
  void every_file_that_a_command_names_is_mounted() {
    for (String name : compose.javaServices()) {
      for (String argument : compose.arguments(name)) {
        if (argument.startsWith("/")) {
          Mount mount =
              compose.mounts(name).stream()
                  .filter(m -> argument.startsWith(m.target()))
                  .findFirst()
                  .orElseThrow(
                      () -> new AssertionError(name + ": " + argument + " is not mounted"));
          if (mount.isPath() && !mount.source().equals(DIST)) {
            assertThat(ROOT.resolve(mount.source() + argument.substring(mount.target().length())))
                .as(name)
                .exists();
          }
        }
      }
    }
  }

  @Test
  void every_host_that_a_command_names_is_a_service() {
    for (String name : compose.javaServices()) {
      for (String argument : compose.arguments(name)) {
        if (argument.matches("(mqtt|http|coap)s?://.*")) {
          assertThat(compose.services()).as(name).containsKey(URI.create(argument).getHost());
        }
        if (argument.startsWith("jobmanager.rpc.address=")) {
          assertThat(compose.services()).as(name).containsKey(argument.split("=")[1]);
        }
      }
    }
  }

  @Test
  void every_main_class_is_on_the_class_path() {
    for (String name : compose.javaServices()) {
      assertThat(mainMethod(compose.mainClass(name))).as(name).isTrue();
      List<String> arguments = compose.arguments(name);
      int job = arguments.indexOf("--job-classname");
      if (job >= 0) {
        assertThat(mainMethod(arguments.get(job + 1))).as(name).isTrue();
      }
    }
  }

  @Test
  void every_main_class_accepts_its_arguments() {
    for (String name : compose.javaServices()) {
      List<String> arguments = compose.arguments(name);
      if (compose.mainClass(name).startsWith("org.apache.flink.")) {
        List<String> own = new ArrayList<>(arguments);
        while (!own.isEmpty() && FLINK_OPTIONS.contains(own.get(0))) {
          own.subList(0, 2).clear();
        }
        if (arguments.contains("--job-classname")) {
          accept(name, "city.pulso.jobs.JobMain", own);
        } else {
          assertThat(own).as(name).isEmpty();
        }
      } else if (name.equals("agent")) {
        assertThat(arguments).containsExactly("run", "--config", "/etc/pulso/agent.yaml");
      } else {
        accept(name, compose.mainClass(name), arguments);
      }
    }
  }

  @Test
  void alerting_accepts_its_configuration() throws IOException {
    assertThat(AlertingConfig.read(ROOT.resolve("compose/alerting.yaml")).city()).isEqualTo("Lima");
  }

  @Test
  void the_agent_accepts_its_configuration() throws ReflectiveOperationException {
    assertThat(checkAgentConfig("compose/agent.yaml")).isEqualTo("3 gateway(s), no problem");
  }

  @Test
  void the_city_its_agents_and_the_simulator_name_the_same_gateways()
      throws IOException, CityFileException {
    Set<String> city = new TreeSet<>();
    for (RegistryEntry entry : CityFile.read(ROOT.resolve("compose/city.yaml"))) {
      if (entry.hasGateway()) {
        city.add(entry.getGateway().getId());
      }
    }
    Set<String> agents = new TreeSet<>();
    for (String line : Files.readAllLines(ROOT.resolve("compose/agent.yaml"))) {
      if (line.startsWith("  - gateway: ")) {
        agents.add(line.substring("  - gateway: ".length()));
      }
    }
    Set<String> simulated = new TreeSet<>();
    for (String argument : compose.arguments("simulator")) {
      if (argument.startsWith("gw-")) {
        String[] gatewayAndUri = argument.split("=");
        simulated.add(gatewayAndUri[0]);
        assertThat(compose.services()).containsKey(URI.create(gatewayAndUri[1]).getHost());
      }
    }
    assertThat(agents).isEqualTo(city);
    assertThat(simulated).isEqualTo(city);
  }

  /** What {@code edge-agent check-config} says, without the name of the file. */
  private static String checkAgentConfig(String file) throws ReflectiveOperationException {
    Method run =
        EdgeAgentMain.class.getDeclaredMethod(
            "run", List.class, PrintStream.class, PrintStream.class);
    run.setAccessible(true);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    String path = ROOT.resolve(file).toString();
    run.invoke(null, List.of("check-config", path), out, out);
    return said.toString(StandardCharsets.UTF_8).strip().replace(path + ": ", "");
  }

  private static void accept(String service, String commandClass, List<String> arguments) {
    CommandLine.IFactory anyConstructor =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            if (!type.getName().startsWith("city.pulso.")) {
              return CommandLine.defaultFactory().create(type);
            }
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return type.cast(constructor.newInstance(new Object[constructor.getParameterCount()]));
          }
        };
    try {
      new CommandLine(Class.forName(commandClass), anyConstructor)
          .parseArgs(arguments.toArray(String[]::new));
    } catch (ClassNotFoundException | CommandLine.ParameterException e) {
      throw new AssertionError(service + ": " + arguments, e);
    }
  }

  private static boolean mainMethod(String className) {
    try {
      Class.forName(className, false, ComposeFileTest.class.getClassLoader())
          .getMethod("main", String[].class);
      return true;
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      return false;
    }
  }

  private static ComposeFile read() {
    try {
      return ComposeFile.read(ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
