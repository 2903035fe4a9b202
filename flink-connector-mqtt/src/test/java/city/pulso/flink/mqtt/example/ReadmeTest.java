package city.pulso.flink.mqtt.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import city.pulso.flink.mqtt.MqttMessage;
import city.pulso.flink.mqtt.MqttSinkBuilder;
import city.pulso.flink.mqtt.MqttSourceBuilder;
import city.pulso.flink.mqtt.broker.TestBroker;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.flink.mqtt.client.Subscriber;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program on the README's page is this one, and it does what the page says. */
class ReadmeTest {
  private static final Duration DEADLINE = Duration.ofSeconds(120);

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
        Files.readString(Path.of("src/test/java/city/pulso/flink/mqtt/example/HotRoomsJob.java"));
    assertThat(Files.readString(Path.of("README.md")))
        .contains("```java\n" + program.substring(program.indexOf("import ")) + "```");
  }

  @Test
  void the_page_tells_every_setting() throws Exception {
    String page = Files.readString(Path.of("README.md"));
    for (Class<?> builder : List.<Class<?>>of(MqttSourceBuilder.class, MqttSinkBuilder.class)) {
      for (Method setting : builder.getMethods()) {
        if (setting.getReturnType() == builder) {
          assertThat(page).as(builder.getSimpleName()).contains("`" + setting.getName() + "`");
        }
      }
    }
  }

  @Test
  void the_program_runs(@TempDir Path directory) throws Exception {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    try (var broker = TestBroker.start(directory);
        var subscriber = listen(broker, heard);
        var publisher = MqttPublisher.open(broker.connection(), "rooms", 1000)) {
      await().atMost(DEADLINE).until(subscriber::subscribed);
      var env = StreamExecutionEnvironment.getExecutionEnvironment();
      env.setParallelism(2);
      HotRoomsJob.build(env, broker.connection().toString());
      var job = env.executeAsync();
      await()
          .atMost(DEADLINE)
          .untilAsserted(
              () -> {
                publish(publisher, "20.5");
                publish(publisher, "31.5");
                publish(publisher, "warm");
                subscriber.acknowledge(Long.MAX_VALUE);
                assertThat(heard).anyMatch(text -> text.equals("31.5 Cel"));
                assertThat(heard).anyMatch(text -> text.endsWith("For input string: \"warm\""));
              });
      assertThat(heard).noneMatch(text -> text.startsWith("20.5"));
      job.cancel().get();
    }
  }

  private static void publish(MqttPublisher publisher, String payload) {
    var unused = publisher.publish("room/kitchen/temperature", payload.getBytes(UTF_8));
  }

  private static Subscriber listen(TestBroker broker, Set<String> heard) throws IOException {
    return Subscriber.overHiveMq()
        .open(
            new Subscriber.Options(
                broker.connection(),
                "listener",
                List.of("alarm", "dead-letter"),
                List.of(),
                true,
                3600,
                true,
                65_535,
                1 << 20),
            new Subscriber.Listener() {
              @Override
              public void received(long delivery, MqttMessage message, boolean guaranteed) {
                heard.add(new String(message.payload(), UTF_8));
              }

              @Override
              public void resumed(long lastDelivery) {}

              @Override
              public void refused(IOException reason) {}
            });
  }
}
