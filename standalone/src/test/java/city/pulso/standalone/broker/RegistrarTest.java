package city.pulso.standalone.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import city.pulso.flink.mqtt.MqttConnectionOptions;
import city.pulso.flink.mqtt.MqttOutgoing;
import city.pulso.flink.mqtt.client.MqttPublisher;
import city.pulso.jobs.registrar.Registrar;
import city.pulso.jobs.registrar.Registrar.Changes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrarTest {
  private static final String HOME = "pulso/v1/registry/home/h-1";
  private static final String ZONE = "pulso/v1/registry/zone/z-1";

  @Test
  void the_registry_at_the_broker_becomes_what_is_wanted(@TempDir Path directory) throws Exception {
    int port = freePort();
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port)) {
      assertThat(broker).isNotNull();
      Registrar registrar = new Registrar(MqttConnectionOptions.of("mqtt://127.0.0.1:" + port));
      Map<String, byte[]> many = new HashMap<>();
      for (int i = 0; i < 700; i++) {
        many.put("pulso/v1/registry/station/s-" + i, ("station " + i).getBytes(UTF_8));
      }
      many.put(HOME, bytes("one"));

      assertThat(registrar.publish(many, false)).isEqualTo(new Changes(701, 0, 0, 0, 0));
      assertThat(registrar.published()).hasSize(701);

      many.put(HOME, bytes("two"));
      many.remove("pulso/v1/registry/station/s-3");
      many.put(ZONE, bytes("zone"));
      assertThat(registrar.publish(many, false)).isEqualTo(new Changes(1, 1, 1, 0, 699));
      assertThat(registrar.published().keySet()).isEqualTo(many.keySet());
      assertThat(registrar.published().get(HOME)).isEqualTo(bytes("two"));

      assertThat(registrar.publish(Map.of(HOME, bytes("two")), true))
          .isEqualTo(new Changes(0, 0, 0, 700, 1));
      assertThat(registrar.published()).hasSize(701);
    }
  }

  @Test
  void a_registry_that_goes_on_changing_can_be_read(@TempDir Path directory) throws Exception {
    int port = freePort();
    MqttConnectionOptions at = MqttConnectionOptions.of("mqtt://127.0.0.1:" + port);
    ScheduledExecutorService others = Executors.newSingleThreadScheduledExecutor();
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port);
        MqttPublisher publisher = MqttPublisher.open(at, "others", 1000)) {
      assertThat(broker).isNotNull();
      Registrar registrar = new Registrar(at);
      registrar.publish(Map.of(HOME, bytes("one")), false);
      Runnable change = () -> publisher.publish(MqttOutgoing.retained(ZONE, bytes("changed")));
      var unused = others.scheduleAtFixedRate(change, 0, 100, TimeUnit.MILLISECONDS);
      assertThat(registrar.published()).containsEntry(HOME, bytes("one"));
    } finally {
      others.shutdownNow();
    }
  }

  @Test
  void a_broker_that_is_not_there_is_named() throws Exception {
    int port = freePort();
    Registrar registrar = new Registrar(MqttConnectionOptions.of("mqtt://127.0.0.1:" + port));
    assertThatThrownBy(registrar::published)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mqtt://127.0.0.1:" + port);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }
}
