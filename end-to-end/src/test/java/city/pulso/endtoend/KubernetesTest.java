package city.pulso.endtoend;

import static city.pulso.endtoend.ComposeFile.object;
import static city.pulso.endtoend.ComposeFile.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import picocli.CommandLine;

/** No cluster runs here: everything the manifests name is looked up where it must exist. */
class KubernetesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path MANIFESTS = ROOT.resolve("deploy/kubernetes");

  @Test
  void there_is_a_deployment_for_every_job_of_the_compose_file() throws IOException {
    ComposeFile compose = ComposeFile.read(ROOT);
    Set<String> composed = new TreeSet<>();
    for (String service : compose.javaServices()) {
      List<String> arguments = compose.arguments(service);
      int job = arguments.indexOf("--job-classname");
      if (job >= 0) {
        composed.add(arguments.get(job + 1));
      }
    }
    Set<String> deployed = new TreeSet<>();
    try (Stream<Path> files = Files.list(MANIFESTS)) {
      for (Path file : files.toList()) {
        for (Map<String, Object> document : documents(file)) {
          if ("FlinkDeployment".equals(document.get("kind"))) {
            deployed.add((String) job(document).get("entryClass"));
          }
        }
      }
    }
    assertThat(deployed).isEqualTo(composed).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"air", "parking", "homes"})
  void the_class_exists_and_takes_its_arguments(String name) throws Exception {
    Map<String, Object> job = job(deployment(name));
    Class<?> entry = Class.forName((String) job.get("entryClass"));
    assertThat(Modifier.isStatic(entry.getMethod("main", String[].class).getModifiers())).isTrue();
    CommandLine.ParseResult parsed =
        new CommandLine(jobMain()).parseArgs(texts(job.get("args")).toArray(String[]::new));
    int parallelism = parsed.matchedOptionValue("--parallelism", 0);
    assertThat(job.get("parallelism")).isEqualTo(parallelism);
    Map<String, Object> spec = object(deployment(name).get("spec"));
    int slots =
        Integer.parseInt(
            (String) object(spec.get("flinkConfiguration")).get("taskmanager.numberOfTaskSlots"));
    int managers = (int) object(spec.get("taskManager")).get("replicas");
    assertThat(slots * managers).as("slots").isEqualTo(parallelism);
  }

  @ParameterizedTest
  @ValueSource(strings = {"air", "parking", "homes"})
  void flink_knows_every_key_and_has_the_version_of_the_image(String name) throws Exception {
    Map<String, Object> spec = object(deployment(name).get("spec"));
    assertThat(FlinkKeys.unknown(object(spec.get("flinkConfiguration")).keySet())).isEmpty();
    String version = EnvironmentInformation.getVersion();
    assertThat(spec).containsEntry("image", "flink:" + version + "-java17");
    String[] numbers = version.split("\\.");
    assertThat(spec).containsEntry("flinkVersion", "v" + numbers[0] + "_" + numbers[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"air", "parking", "homes"})
  void the_operator_knows_every_field_and_takes_every_value(String name) throws IOException {
    List<String> problems = new ArrayList<>();
    OperatorFields.read().check("spec", deployment(name).get("spec"), problems);
    assertThat(problems).isEmpty();
  }

  @Test
  void what_the_operator_would_not_take_is_found() throws IOException {
    Map<String, Object> spec = new LinkedHashMap<>(object(deployment("air").get("spec")));
    spec.put("flinkVersion", "v9_9");
    spec.put("serviceAcount", "flink");
    spec.put("job", Map.of("parallelism", "2"));
    List<String> problems = new ArrayList<>();
    OperatorFields.read().check("spec", spec, problems);
    assertThat(problems)
        .containsExactlyInAnyOrder(
            "spec.flinkVersion: v9_9 is none of its values",
            "spec.serviceAcount: no such field",
            "spec.job.parallelism: 2 is no integer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"air", "parking", "homes"})
  void state_survives_an_upgrade_and_what_is_mounted_is_declared(String name) throws Exception {
    assertThat(job(deployment(name)))
        .containsEntry("upgradeMode", "savepoint")
        .containsEntry("allowNonRestoredState", false);
    Map<String, Object> pod =
        object(object(object(deployment(name).get("spec")).get("podTemplate")).get("spec"));
    Set<String> claims = new TreeSet<>();
    Set<String> declared = new TreeSet<>();
    for (Object volume : (List<?>) pod.get("volumes")) {
      declared.add((String) object(volume).get("name"));
      Object claim = object(volume).get("persistentVolumeClaim");
      if (claim != null) {
        claims.add((String) object(claim).get("claimName"));
      }
    }
    Set<String> mounted = new TreeSet<>();
    Map<String, Object> container = object(((List<?>) pod.get("containers")).get(0));
    for (Object mount : (List<?>) container.get("volumeMounts")) {
      mounted.add((String) object(mount).get("name"));
    }
    assertThat(mounted).isEqualTo(declared);
    Set<String> stored = new TreeSet<>();
    for (Map<String, Object> document : documents(MANIFESTS.resolve("storage.yaml"))) {
      stored.add((String) object(document.get("metadata")).get("name"));
    }
    assertThat(claims).isEqualTo(stored);
  }

  @Test
  void flink_knows_every_key_of_the_compose_files_configuration() throws IOException {
    Map<String, Object> flat = new LinkedHashMap<>();
    flatten("", documents(ROOT.resolve("compose/flink/config.yaml")).get(0), flat);
    assertThat(flat).hasSizeGreaterThan(20);
    assertThat(FlinkKeys.unknown(flat.keySet())).isEmpty();
  }

  private static void flatten(String prefix, Map<String, Object> tree, Map<String, Object> flat) {
    tree.forEach(
        (key, value) -> {
          if (value instanceof Map) {
            flatten(prefix + key + ".", object(value), flat);
          } else {
            flat.put(prefix + key, value);
          }
        });
  }

  private static Object jobMain() throws ReflectiveOperationException {
    Constructor<?> constructor =
        Class.forName("city.pulso.jobs.JobMain").getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    return constructor.newInstance(new Object[constructor.getParameterCount()]);
  }

  private static Map<String, Object> deployment(String name) throws IOException {
    return documents(MANIFESTS.resolve(name + ".yaml")).get(0);
  }

  private static Map<String, Object> job(Map<String, Object> deployment) {
    return object(object(deployment.get("spec")).get("job"));
  }

  private static List<Map<String, Object>> documents(Path file) throws IOException {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setLabel(file.toString()).build();
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Load(settings).loadAllFromString(Files.readString(file))) {
      documents.add(object(document));
    }
    return documents;
  }
}
