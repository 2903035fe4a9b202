package city.pulso.flink.influxdb.example;

import static org.assertj.core.api.Assertions.assertThat;

import city.pulso.flink.influxdb.InfluxSinkBuilder;
import city.pulso.flink.influxdb.server.ScriptedServer;
import city.pulso.flink.influxdb.server.ScriptedServer.Answer;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The program on the README's page is this one, and it does what the page says. */
class ReadmeTest {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @Test
  void the_page_shows_the_program_that_compiles() throws Exception {
    String program =
        Files.readString(
            Path.of("src/test/java/city/pulso/flink/influxdb/example/ClimateJob.java"));
    assertThat(Files.readString(Path.of("README.md")))
        .contains("```java\n" + program.substring(program.indexOf("import ")) + "```");
  }

  @Test
  void the_page_tells_every_setting() throws Exception {
    String page = Files.readString(Path.of("README.md"));
    for (Class<?> builder : List.<Class<?>>of(InfluxSinkBuilder.class)) {
      for (Method setting : builder.getMethods()) {
        if (setting.getReturnType() == builder) {
          assertThat(page).as(builder.getSimpleName()).contains("`" + setting.getName() + "`");
        }
      }
    }
  }

  @Test
  void the_program_runs() throws Exception {
    Set<String> stored = ConcurrentHashMap.newKeySet();
    try (var server = ScriptedServer.start()) {
      server.then(
          request -> {
            assertThat(request.uri().getQuery()).contains("db=home");
            stored.addAll(request.body().lines().toList());
            return Answer.of(204);
          });
      var env = StreamExecutionEnvironment.getExecutionEnvironment();
      env.setParallelism(2);
      ClimateJob.build(env, server.url());
      env.execute();
    }
    assertThat(stored)
        .hasSize(1000)
        .anyMatch(line -> line.startsWith("climate,room=living\\ room temperature_cel=20."));
  }
}
